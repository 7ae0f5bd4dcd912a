package org.nbdscript.tls;

import java.nio.file.Path;
import java.security.SecureRandom;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/** The pre-shared key of a user, by which a client and its server prove themselves at once. */
public final class PskClientCredentials implements TlsCredentials {
    private final String user;
    private final byte[] key;
    private final Path file;

    private PskClientCredentials(String user, byte[] key, Path file) {
        this.user = user;
        this.key = key;
        this.file = file;
    }

    /** Loads the key of a user from a file with a line {@code user:hexkey} each. */
    public static PskClientCredentials load(Path path, String user) throws CredentialsException {
        PskFile file = PskFile.read(path);
        byte[] key = file.key(user);
        if (key == null) {
            throw new CredentialsException(path + ": there is no key for user '" + user + "': expected one of "
                    + String.join(", ", file.users()));
        }
        return new PskClientCredentials(user, key, path);
    }

    @Override
    public TlsSession session(Wire wire) {
        return new PskSession(
                new PskClient(new JcaTlsCryptoProvider().create(new SecureRandom()), user, key, file), wire);
    }
}
