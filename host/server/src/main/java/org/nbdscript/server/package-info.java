/**
 * Listeners and connections: handshake, options and transmission over sockets.
 *
 * <p>A {@link org.nbdscript.server.Server} has a thread for each listener and one for each connection. A connection
 * goes from the greeting through the option phase to the transmission phase. There it takes from the receiver's buffer
 * as many requests as have arrived; the validator lets through what the disk's contract allows; the runner carries it
 * out and adds the reply to a batch; the writer sends the batch when nothing is left to do. Requests to a disk that may
 * wait go to threads of their own, with a batch each, and share the writer. All data lies in buffers of one pool, whose
 * size is limited.
 */
@org.jspecify.annotations.NullMarked
package org.nbdscript.server;
