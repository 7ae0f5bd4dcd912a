package org.nbdscript.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.BasicTlsPSKExternal;
import org.bouncycastle.tls.PRFAlgorithm;
import org.bouncycastle.tls.PSKTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsException;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCrypto;

/** What a client asks a server for, with the pre-shared key of one user. */
final class PskClient extends PSKTlsClient implements PskEnd {
    private final TlsClientProtocol protocol = new TlsClientProtocol();
    private final String user;
    private final byte[] key;
    private final Path file;
    private boolean showsCertificate;

    /**
     * Of a user.
     *
     * @param key the user's, 1 byte at least
     * @param file where it is from, for messages
     */
    PskClient(TlsCrypto crypto, String user, byte[] key, Path file) {
        // The library wipes the array that it was given.
        super(crypto, user.getBytes(StandardCharsets.UTF_8), key.clone());
        this.user = user;
        this.key = key.clone();
        this.file = file;
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
    @SuppressWarnings("rawtypes") // as the library has it
    public Vector getExternalPSKs() {
        return TlsUtils.vectorOfOne(new BasicTlsPSKExternal(
                user.getBytes(StandardCharsets.UTF_8),
                getCrypto().createSecret(key.clone()),
                PRFAlgorithm.tls13_hkdf_sha256));
    }

    @Override
    public TlsAuthentication getAuthentication() throws IOException {
        showsCertificate = true;
        throw new TlsFatalAlert(AlertDescription.unexpected_message);
    }

    @Override
    public TlsClientProtocol protocol() {
        return protocol;
    }

    @Override
    public void begin() throws IOException {
        protocol.connect(this);
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public String explain(TlsException failure) {
        if (showsCertificate) {
            return "the server shows a certificate: it knows no pre-shared keys";
        }
        return failure instanceof TlsFatalAlertReceived received
                ? "the server does not take the key of user '" + user + "' in " + file + ": "
                        + AlertDescription.getName(received.getAlertDescription())
                : String.valueOf(failure.getMessage());
    }
}
