package org.nbdscript.tls;

import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Lets the JDK decide on a server's certificate, and says for people why it is not taken. */
final class ServerTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager decider;
    private final String authorities;

    /**
     * Decided by another one.
     *
     * @param authorities who has to have signed, for messages
     */
    ServerTrust(X509ExtendedTrustManager decider, String authorities) {
        this.decider = decider;
        this.authorities = authorities;
    }

    /** What the JDK decides by. */
    private interface Check {
        void run() throws CertificateException;
    }

    private void explain(X509Certificate[] chain, Check check) throws CertificateException {
        try {
            check.run();
        } catch (CertificateException e) {
            String subject = chain[0].getSubjectX500Principal().getName();
            throw new CertificateException(
                    "the server's certificate" + (subject.isEmpty() ? "" : ", of " + subject + ",") + " is not taken: "
                            + reason(e),
                    e);
        }
    }

    private String reason(CertificateException refusal) {
        Throwable cause = refusal;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case CertificateExpiredException expired -> "it has expired: " + expired.getMessage();
            case CertificateNotYetValidException early -> "it is not valid yet: " + early.getMessage();
            case CertPathValidatorException path -> untrusted(path);
            case CertPathBuilderException path -> untrusted(path);
            default -> String.valueOf(cause.getMessage());
        };
    }

    private String untrusted(Exception path) {
        return "expected one that is signed by " + authorities + ": " + path.getMessage();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        explain(chain, () -> decider.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        explain(chain, () -> decider.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        explain(chain, () -> decider.checkServerTrusted(chain, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        decider.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        decider.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        decider.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return decider.getAcceptedIssuers();
    }
}
