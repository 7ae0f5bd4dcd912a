package org.nbdscript.tls;

import java.io.IOException;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsException;
import org.bouncycastle.tls.TlsProtocol;
import org.jspecify.annotations.Nullable;

/** One end of a session with a pre-shared key: what it has to say in the handshake, as the library asks for it. */
interface PskEnd {
    /** Both ends' versions of TLS, the best one first. */
    static ProtocolVersion[] versions() {
        return ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv12);
    }

    /**
     * Both ends' ciphers, the best one first: those that the JDK has, by AES; those of 1.3 have the hash that keys of
     * files are bound to.
     */
    static int[] suites() {
        return new int[] {
            CipherSuite.TLS_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_DHE_PSK_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_DHE_PSK_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_PSK_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256,
        };
    }

    /** What the library does for this end. */
    TlsProtocol protocol();

    /** Begins the handshake; what is to be sent is in the protocol then. */
    void begin() throws IOException;

    /** The user whose key is used; null if none is. */
    @Nullable
    String user();

    /** Why the handshake failed, for people. */
    String explain(TlsException failure);
}
