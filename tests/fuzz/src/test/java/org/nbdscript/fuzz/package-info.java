/** Inputs that a machine makes up, for what reads bytes from the network. */
@NullMarked
package org.nbdscript.fuzz;

import org.jspecify.annotations.NullMarked;
