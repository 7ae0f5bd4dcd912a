/** The transmission phase: requests, replies and reply chunks, read and written in place without allocation. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.protocol.transmission;
