package org.nbdscript.tls;

import java.nio.file.Path;
import java.security.SecureRandom;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/** Pre-shared keys, by which server and clients prove themselves at once (RFC 4279, RFC 8446 section 2.2). */
public final class PskCredentials implements TlsCredentials {
    private final PskFile file;
    private final TlsCrypto crypto = new JcaTlsCryptoProvider().create(new SecureRandom());

    private PskCredentials(PskFile file) {
        this.file = file;
    }

    /** Loads the keys of a file with a line {@code user:hexkey} each. */
    public static PskCredentials load(Path path) throws CredentialsException {
        return new PskCredentials(PskFile.read(path));
    }

    /** The user of the first line. */
    public String firstUser() {
        return file.firstUser();
    }

    @Override
    public TlsSession session(Wire wire) {
        return new PskSession(new PskServer(crypto, file), wire);
    }
}
