package org.nbdscript.tls;

import java.nio.charset.StandardCharsets;
import java.util.Vector;
import java.util.regex.Pattern;
import org.bouncycastle.tls.BasicTlsPSKExternal;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.PRFAlgorithm;
import org.bouncycastle.tls.PSKTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.PskIdentity;
import org.bouncycastle.tls.TlsPSKExternal;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/** What one client with a pre-shared key is asked for and answered. */
final class PskServer extends PSKTlsServer {
    private static final ProtocolVersion[] VERSIONS = ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv12);

    /** Those that the JDK has ciphers for, by AES; those of 1.3 have the hash that keys of files are bound to. */
    private static final int[] SUITES = {
        CipherSuite.TLS_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_DHE_PSK_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_DHE_PSK_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_PSK_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256,
    };

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int SHOWN_LENGTH = 100;

    private final Users users;

    PskServer(TlsCrypto crypto, PskFile file) {
        this(crypto, new Users(file));
    }

    private PskServer(TlsCrypto crypto, Users users) {
        super(crypto, users);
        this.users = users;
    }

    /** Looks up keys, and remembers who was asked for. */
    private static final class Users implements TlsPSKIdentityManager {
        private final PskFile file;
        private @Nullable String user;
        private @Nullable String unknown;

        Users(PskFile file) {
            this.file = file;
        }

        @Override
        public byte @Nullable [] getHint() {
            return null;
        }

        @Override
        public byte @Nullable [] getPSK(byte[] identity) {
            String name = new String(identity, StandardCharsets.UTF_8);
            byte[] key = file.key(name);
            if (key == null) {
                unknown = name;
            } else {
                user = name;
            }
            return key;
        }
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return VERSIONS.clone();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return SUITES.clone();
    }

    @Override
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    @Override
    @SuppressWarnings({"rawtypes", "JdkObsolete"}) // as the library has it
    public @Nullable TlsPSKExternal getExternalPSK(Vector identities) {
        for (Object offered : identities) {
            byte[] identity = ((PskIdentity) offered).getIdentity();
            byte[] key = users.getPSK(identity);
            if (key != null) {
                return new BasicTlsPSKExternal(identity, getCrypto().createSecret(key), PRFAlgorithm.tls13_hkdf_sha256);
            }
        }
        return null;
    }

    /** The user whose key was used; null if none was. */
    @Nullable
    String user() {
        return users.user;
    }

    /** Why there was no key to use; null if there was. */
    @Nullable
    String problem() {
        if (users.user != null) {
            return null;
        }
        String unknown = users.unknown;
        if (unknown == null) {
            return "the client has no pre-shared key";
        }
        String shown = unknown.substring(0, Math.min(unknown.length(), SHOWN_LENGTH));
        return "there is no key for user '" + CONTROL.matcher(shown).replaceAll("?") + "' in " + users.file.path();
    }
}
