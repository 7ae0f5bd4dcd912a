package org.nbdscript.api;

import org.jspecify.annotations.Nullable;

/**
 * Who the other end of an encrypted connection has proved to be. All is null of a client that was not asked.
 *
 * @param dn the distinguished name of its certificate's subject, as RFC 4514 writes it: {@code CN=alice,O=Example}
 * @param issuerDn the distinguished name of whoever has issued that certificate
 * @param user the name that its pre-shared key belongs to
 */
public record TlsIdentity(
        @Nullable String dn,
        @Nullable String issuerDn,
        @Nullable String user) {
    /** Of a client that has proved nothing. */
    public static final TlsIdentity ANONYMOUS = new TlsIdentity(null, null, null);

    /** Of a client with a certificate. */
    public static TlsIdentity ofCertificate(String dn, String issuerDn) {
        return new TlsIdentity(dn, issuerDn, null);
    }

    /** Of a client with a pre-shared key. */
    public static TlsIdentity ofUser(String user) {
        return new TlsIdentity(null, null, user);
    }
}
