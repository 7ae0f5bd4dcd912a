/**
 * A client of NBD servers: {@link org.nbdscript.client.NbdClient}.
 *
 * <pre>
 * try (NbdClient client = NbdClient.connect(NbdUri.parse("nbd://localhost"))) {
 *     client.read(buffer, 0);
 * }
 * </pre>
 *
 * <p>Calls wait for their reply. As many requests are in flight as threads have called. With {@code nbds} in the URI,
 * or {@link org.nbdscript.client.ClientTls}, the connection is encrypted.
 */
@org.jspecify.annotations.NullMarked
package org.nbdscript.client;
