package org.nbdscript.tests.endtoend;

import static org.nbdscript.tests.endtoend.Installation.requires;

import java.nio.file.Path;

/**
 * Credentials that GnuTLS' own tools make: the directories {@code pki}, {@code other} of another authority of the same
 * name, {@code past} with a server whose certificate has expired; the keys of alice in {@code keys.psk}, and others in
 * {@code wrong/keys.psk}; and {@code tls12.conf}, by which GnuTLS has no TLS 1.3.
 */
final class TlsFiles {
    /** An authority with keys of RSA, as nbdkit's manual makes it: a server, a client, and a server of the past. */
    private static final String CERTIFICATES = """
            make() { # directory, name, days from now on, template
                certtool --generate-privkey --outfile "$1/$2-key.pem"
                printf '%b' "$4" > "$1/$2.info"
                if [ "$2" = ca ]; then
                    certtool --generate-self-signed --load-privkey "$1/ca-key.pem" --template "$1/ca.info" \
                        --outfile "$1/ca-cert.pem"
                else
                    certtool --generate-certificate --load-ca-certificate "$1/ca-cert.pem" \
                        --load-ca-privkey "$1/ca-key.pem" --load-privkey "$1/$2-key.pem" --template "$1/$2.info" \
                        --outfile "$1/$2-cert.pem"
                fi
            }
            authority='cn = Test authority\\nca\\ncert_signing_key\\n'
            server='cn = localhost\\ndns_name = localhost\\nip_address = 127.0.0.1\\ntls_www_server\\nsigning_key\\n'
            client='organization = Example\\ncn = alice\\ntls_www_client\\nsigning_key\\n'
            mkdir pki other past
            make pki ca 1 "$authority"
            make pki server 1 "$server"
            make pki client 1 "$client"
            make other ca 1 "$authority"
            make other client 1 "$client"
            cp pki/ca-*.pem past
            make past server 1 "${server}activation_date = 2020-01-01\\nexpiration_date = 2020-02-01\\n"
            psktool -u alice -p keys.psk
            mkdir wrong
            printf 'alice:%064d\\nmallory:%064d\\n' 1 2 > wrong/keys.psk
            printf '[overrides]\\ndisabled-version = tls1.3\\n' > tls12.conf
            """;

    private TlsFiles() {}

    /** Makes them in a directory. */
    static void make(Path directory) {
        requires("certtool", "psktool");
        Command.shell(directory, CERTIFICATES).succeeds();
    }
}
