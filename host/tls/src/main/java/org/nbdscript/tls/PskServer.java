package org.nbdscript.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Vector;
import java.util.regex.Pattern;
import org.bouncycastle.tls.BasicTlsPSKExternal;
import org.bouncycastle.tls.PRFAlgorithm;
import org.bouncycastle.tls.PSKTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.PskIdentity;
import org.bouncycastle.tls.TlsException;
import org.bouncycastle.tls.TlsPSKExternal;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/** What one client with a pre-shared key is asked for and answered. */
final class PskServer extends PSKTlsServer implements PskEnd {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int SHOWN_LENGTH = 100;

    private final TlsServerProtocol protocol = new TlsServerProtocol();
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
        return PskEnd.versions();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return PskEnd.suites();
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

    @Override
    public TlsServerProtocol protocol() {
        return protocol;
    }

    @Override
    public void begin() throws IOException {
        protocol.accept(this);
    }

    @Override
    public @Nullable String user() {
        return users.user;
    }

    @Override
    public String explain(TlsException failure) {
        if (users.user != null) {
            return String.valueOf(failure.getMessage());
        }
        String unknown = users.unknown;
        if (unknown == null) {
            return "the client has no pre-shared key";
        }
        String shown = unknown.substring(0, Math.min(unknown.length(), SHOWN_LENGTH));
        return "there is no key for user '" + CONTROL.matcher(shown).replaceAll("?") + "' in " + users.file.path();
    }
}
