package org.nbdscript.tls;

import java.nio.file.Files;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose X.509 certificates a client takes of servers, and the one that it shows if it is asked and has one. */
public final class X509ClientCredentials implements TlsCredentials {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final int ANY_PORT = -1;

    private final SSLContext context;
    private final @Nullable String hostname;

    private X509ClientCredentials(SSLContext context, @Nullable String hostname) {
        this.context = context;
        this.hostname = hostname;
    }

    /**
     * Loads the credentials of a directory.
     *
     * @param directory null for none: the authorities that the JDK trusts count, and no certificate is shown
     * @param hostname whom the server's certificate has to be for; null if that does not matter
     */
    public static X509ClientCredentials load(@Nullable CertificateDirectory directory, @Nullable String hostname)
            throws CredentialsException {
        try {
            ServerTrust trust = directory == null
                    ? new ServerTrust(TrustedAuthorities.ofTheSystem(), "the authorities that the JDK trusts")
                    : new ServerTrust(
                            TrustedAuthorities.manager(
                                    Certificates.read(PemFile.read(directory.caCertificate())), directory.revoked()),
                            directory.caCertificate().toString());
            return new X509ClientCredentials(context(directory, trust), hostname);
        } catch (GeneralSecurityException e) {
            throw unusable(directory, e);
        }
    }

    /**
     * Loads the credentials of a client that takes whoever answers for the server, which somebody between the two may
     * be.
     *
     * @param directory of the client's own certificate; null for none
     */
    public static X509ClientCredentials loadTrustingAnybody(@Nullable CertificateDirectory directory)
            throws CredentialsException {
        try {
            return new X509ClientCredentials(context(directory, new AnyServer()), null);
        } catch (GeneralSecurityException e) {
            throw unusable(directory, e);
        }
    }

    private static CredentialsException unusable(@Nullable CertificateDirectory directory, Exception cause) {
        String place = directory == null ? "" : directory.path() + ": ";
        return new CredentialsException(place + "cannot be used: " + cause.getMessage(), cause);
    }

    private static SSLContext context(@Nullable CertificateDirectory directory, TrustManager trust)
            throws GeneralSecurityException, CredentialsException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own(directory), new TrustManager[] {trust}, null);
        return context;
    }

    /** A key without a certificate, or the other way round, is a mistake. */
    private static KeyManager[] own(@Nullable CertificateDirectory directory)
            throws GeneralSecurityException, CredentialsException {
        if (directory == null
                || (Files.notExists(directory.clientCertificate()) && Files.notExists(directory.clientKey()))) {
            return new KeyManager[0];
        }
        return OwnCertificate.read(directory.clientCertificate(), directory.clientKey())
                .keyManagers();
    }

    @Override
    public TlsSession session(Wire wire) {
        SSLEngine engine = hostname == null ? context.createSSLEngine() : context.createSSLEngine(hostname, ANY_PORT);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(PROTOCOLS);
        if (hostname != null) {
            SSLParameters parameters = engine.getSSLParameters();
            // The rules of RFC 2818 for names in certificates, of which the JDK has these under that name.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        return new EngineSession(engine, wire);
    }
}
