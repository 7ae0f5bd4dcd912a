/** What unit tests of layers put in the host's place: they keep what they are told, and do nothing else. */
@NullMarked
package org.nbdscript.fakes;

import org.jspecify.annotations.NullMarked;
