package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TLS through the clients of libnbd and qemu, which have theirs of GnuTLS, with credentials that GnuTLS' own tools have
 * made.
 */
class TlsTest {
    @TempDir
    static Path directory;

    @BeforeAll
    static void makeCredentials() {
        requires("nbdinfo", "nbdcopy", "qemu-img", "qemu-nbd", "nbdsh");
        TlsFiles.make(directory);
    }

    private static Command.Result run(String command, String... words) {
        List<String> all = new ArrayList<>(List.of(nbdscript()));
        all.addAll(List.of(words));
        all.addAll(List.of("--run", command));
        return Command.in(directory, all.toArray(String[]::new)).run();
    }

    private static final String COPIES = """
            head -c 8388608 /dev/urandom > image
            nbdcopy image "$uri" && nbdcopy "$uri" copy && cmp image copy && echo same
            """;

    @ParameterizedTest
    @ValueSource(strings = {"", "tls12.conf"})
    void withCertificatesDiskAndCopiesAreTheSame(String gnutls) {
        Command.Result result = run(
                        "export GNUTLS_SYSTEM_PRIORITY_FILE=" + gnutls + """

                        nbdinfo "$uri" | head -1
                        echo "$tls $tls_certificates $tls_psk."
                        qemu-img info --object tls-creds-x509,id=tls,dir=pki,endpoint=client \
                            --image-opts driver=nbd,host=localhost,port=$port,tls-creds=tls | grep virtual
                        qemu-nbd --list --object tls-creds-x509,id=tls,dir=pki,endpoint=client --tls-creds tls \
                            -b localhost -p $port | grep size
                        """ + COPIES,
                        "--tls=require",
                        "--tls-certificates=pki",
                        "-p",
                        "0",
                        "memory",
                        "8M")
                .succeeds();
        assertThat(result.output())
                .contains(
                        "with TLS",
                        "2 " + directory.resolve("pki") + " .",
                        "virtual size: 8 MiB",
                        "size:  8388608",
                        "same");
        assertThat(result.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tls12.conf"})
    void withPreSharedKeysDiskAndCopiesAreTheSame(String gnutls) {
        Command.Result result = run(
                        "export GNUTLS_SYSTEM_PRIORITY_FILE=" + gnutls + """

                        nbdinfo "$uri" | head -1
                        echo "$uri $tls_psk"
                        qemu-img info --object tls-creds-psk,id=tls,dir=.,username=alice,endpoint=client \
                            --image-opts driver=nbd,path=$unixsocket,tls-creds=tls | grep virtual
                        """ + COPIES,
                        "--tls=require",
                        "--tls-psk=keys.psk",
                        "memory",
                        "8M")
                .succeeds();
        assertThat(result.output())
                .contains("with TLS", "nbds+unix://alice@", "virtual size: 8 MiB", "same")
                .contains(directory.resolve("keys.psk").toString());
        assertThat(result.errors()).isEmpty();
    }

    @Test
    void wrongAuthoritiesNamesAndPlainClientsAreTurnedAway() {
        Command.Result result = run("""
                nbdinfo --size "nbds://localhost:$port?tls-certificates=other" || echo authority
                nbdinfo --size "nbds://127.0.0.2:$port?tls-certificates=pki" || echo name
                nbdinfo --size "nbd://localhost:$port" || echo plain
                nbdinfo --list "nbd://localhost:$port" || echo list
                nbdinfo --size "nbds://localhost:$port?tls-certificates=pki"
                """, "--tls=require", "--tls-certificates=pki", "-4", "-p", "0", "memory", "1M");
        assertThat(result.output()).isEqualTo("authority\nname\nplain\nlist\n1048576\n");
    }

    @Test
    void wrongKeysAndUsersAreTurnedAway() {
        Command.Result result = run("""
                nbdinfo --size "nbds+unix://alice@/?socket=$unixsocket&tls-psk-file=wrong/keys.psk" || echo key
                nbdinfo --size "nbds+unix://mallory@/?socket=$unixsocket&tls-psk-file=wrong/keys.psk" || echo user
                nbdinfo --size "nbds+unix:///?socket=$unixsocket&tls-certificates=pki" || echo certificates
                nbdinfo --size "$uri"
                """, "--tls=require", "--tls-psk=keys.psk", "memory", "1M");
        assertThat(result.output()).isEqualTo("key\nuser\ncertificates\n1048576\n");
        assertThat(result.errors()).contains("there is no key for user 'mallory' in");
    }

    @Test
    void clientsChooseWhereTlsIsOnAndHaveNoChoiceWhereItIsOff() {
        String clients = """
                nbdinfo --size "nbds+unix:///?socket=$unixsocket&tls-certificates=pki" || echo refused
                nbdinfo --size "nbd+unix:///?socket=$unixsocket"
                """;
        assertThat(run(clients, "--tls-certificates=pki", "memory", "1M").output())
                .isEqualTo("1048576\n1048576\n");
        assertThat(run(clients, "--tls=off", "--tls-certificates=pki", "memory", "1M")
                        .output())
                .isEqualTo("refused\n1048576\n");
    }

    @Test
    void anExpiredCertificateIsWarnedOfAndRefusedByClients() {
        Command.Result result = run(
                "nbdinfo --size \"$uri\" || echo expired",
                "--tls=require",
                "--tls-certificates=past",
                "-p",
                "0",
                "memory",
                "1M");
        assertThat(result.output()).isEqualTo("expired\n");
        assertThat(result.errors()).contains("server-cert.pem: the certificate has expired at 2020-02-01");
    }

    @Test
    void scriptsLearnTheNamesOfClientsAndHideExportsFromPlainOnes() throws IOException {
        Files.writeString(directory.resolve("who.py"), """
                def list_exports(): return ['public', 'secret']
                def requires_tls(export): return export == 'secret'
                def open(context): return context
                def get_size(context): return 512
                def export_description(context): return '%s by %s' % (context.peer.tls_dn, context.peer.tls_issuer_dn)
                def pread(context, buf): pass
                """);
        Command.Result result = run("""
                nbdinfo --list "nbd+unix:///?socket=$unixsocket" | grep export=
                nbdinfo --size "nbd+unix:///secret?socket=$unixsocket" || echo secret
                nbdinfo --list "nbds+unix:///?socket=$unixsocket&tls-certificates=pki" | grep export=
                nbdinfo "nbds+unix:///secret?socket=$unixsocket&tls-certificates=pki" | grep description
                mkdir -p anonymous; cp pki/ca-cert.pem anonymous
                nbdinfo --size "nbds+unix:///public?socket=$unixsocket&tls-certificates=anonymous" || echo anonymous
                """, "--tls-verify-peer", "--tls-certificates=pki", "who.py");
        assertThat(result.output().replaceAll("[ \t]+", " ")).isEqualTo("""
                        export="public":
                        secret
                        export="public":
                        export="secret":
                         description: CN=alice,O=Example by CN=Test authority
                        anonymous
                        """);
    }

    @Test
    void aRefusedWriteLeavesTheSessionInOrder() {
        Command.Result result = run("""
                        URI="$uri" nbdsh -c '
                        import os
                        h.set_uri_allow_local_file(True)
                        h.connect_uri(os.environ["URI"])
                        h.set_strict_mode(0)
                        for length in (1, 100000, 1 << 20):
                            try:
                                h.pwrite(b"x" * length, 0)
                            except nbd.Error as e:
                                print(e.errno)
                        print(h.pread(4, 0))
                        '
                        """, "-r", "--tls=require", "--tls-certificates=pki", "memory", "1M")
                .succeeds();
        assertThat(result.output()).isEqualTo("EPERM\nEPERM\nEPERM\nbytearray(b'\\x00\\x00\\x00\\x00')\n");
    }

    @Test
    void aKeyThatIsAddedWhileTheServerRunsIsTaken() {
        Command.shell(directory, """
                        cp keys.psk growing.psk
                        %s --tls=require --tls-psk=growing.psk memory 1M --run '
                            printf "bob:%%064d\\n" 7 > bob.psk
                            nbdinfo --size "nbds+unix://bob@/?socket=$unixsocket&tls-psk-file=bob.psk" && exit 9
                            cat bob.psk >> growing.psk
                            nbdinfo --size "nbds+unix://bob@/?socket=$unixsocket&tls-psk-file=bob.psk"
                        '
                        """.formatted(nbdscript())).succeeds();
    }
}
