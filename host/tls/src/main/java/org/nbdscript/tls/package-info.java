/**
 * The server's side of TLS: credentials, and sessions made with them over whatever carries the bytes.
 *
 * <p>X.509 certificates are the affair of the JDK (JSSE), pre-shared keys that of Bouncy Castle, which is loaded for
 * them alone.
 */
@org.jspecify.annotations.NullMarked
package org.nbdscript.tls;
