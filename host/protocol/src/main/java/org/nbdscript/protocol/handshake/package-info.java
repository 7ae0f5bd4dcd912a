/** The handshake phase: greeting, options and their replies, off the hot path and so decoded into records. */
@org.jspecify.annotations.NullMarked
package org.nbdscript.protocol.handshake;
