package org.nbdscript.server;

import org.nbdscript.tls.TlsCredentials;

/**
 * How a server offers TLS.
 *
 * @param credentials what it proves itself with, and takes clients by
 * @param isRequired nothing is told or served without TLS (FORCEDTLS); else clients choose, but for exports that
 *     require it (SELECTIVETLS)
 */
public record TlsSetup(TlsCredentials credentials, boolean isRequired) {}
