package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The plugin's connection to other servers over TLS: those of nbdkit and qemu, which have theirs of GnuTLS, and ours.
 */
class NbdPluginTlsTest {
    @TempDir
    static Path directory;

    @BeforeAll
    static void makeCredentials() {
        requires("nbdinfo", "nbdkit", "qemu-nbd", "fio");
        TlsFiles.make(directory);
        Command.shell(directory, "mkdir anonymous; cp pki/ca-cert.pem anonymous")
                .succeeds();
    }

    /** What the scripts below call: each serves the other server's disk, and has a client of its own. */
    private static final String FUNCTIONS = """
            verified() {
                %1$s nbd "$@" --run 'fio --ioengine=nbd --uri="$uri" --rw=randrw --bsrange=512-256k --iodepth=32 \\
                    --size=16M --verify=crc32c --verify_fatal=1 --verify_backlog=64 --name=verify'
            }
            size() {
                %1$s nbd "$@" --run 'nbdinfo --size "$uri" 2>/dev/null' || echo refused
            }
            """;

    /** A script of the shell that finds the other server at $unixsocket. */
    private static Path script(String text) throws IOException {
        return Files.writeString(
                Files.createTempFile(directory, "client", ".sh"), FUNCTIONS.formatted(nbdscript()) + text);
    }

    /** Runs a script of the shell while nbdkit serves. */
    private static Command.Result behindNbdkit(String gnutls, String options, String client) throws IOException {
        return Command.shell(directory, """
                export GNUTLS_SYSTEM_PRIORITY_FILE=%s
                nbdkit -U - %s memory 16M --run 'export unixsocket; bash -u %s'
                """.formatted(gnutls, options, script(client)));
    }

    /** Runs a script of the shell while qemu-nbd serves. */
    private static Command.Result behindQemu(String gnutls, String credentials, String client) throws IOException {
        return Command.shell(directory, """
                export GNUTLS_SYSTEM_PRIORITY_FILE=%s
                truncate -s 16M image.raw
                qemu-nbd --fork --pid-file=qemu.pid -t -e 8 -k $PWD/qemu.sock -f raw \
                    --object %s,id=tls,endpoint=server --tls-creds tls image.raw
                trap 'kill $(cat qemu.pid)' EXIT
                unixsocket=$PWD/qemu.sock bash -u %s
                """.formatted(gnutls, credentials, script(client)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tls12.conf"})
    void noByteIsWrongOverTlsWithCertificates(String gnutls) throws IOException {
        String client = "verified socket=$unixsocket tls=require tls-certificates=pki tls-hostname=localhost";
        Command.Result nbdkit = behindNbdkit(gnutls, "--tls=require --tls-verify-peer --tls-certificates=pki", client);
        assertThat(nbdkit.succeeds().output()).contains("err= 0");
        Command.Result qemu = behindQemu(gnutls, "tls-creds-x509,dir=pki,verify-peer=yes", client);
        assertThat(qemu.succeeds().output()).contains("err= 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tls12.conf"})
    void noByteIsWrongOverTlsWithPreSharedKeys(String gnutls) throws IOException {
        String client = "verified \"nbds+unix://alice@/?socket=$unixsocket&tls-psk-file=keys.psk\"";
        Command.Result nbdkit = behindNbdkit(gnutls, "--tls=require --tls-psk=keys.psk", client);
        assertThat(nbdkit.succeeds().output()).contains("err= 0");
        Command.Result qemu = behindQemu(gnutls, "tls-creds-psk,dir=$PWD", client);
        assertThat(qemu.succeeds().output()).contains("err= 0");
    }

    @Test
    void ourOwnServersUrisAreUnderstood() throws IOException {
        assertThat(Command.shell(directory, """
                        N=%s
                        for tls in --tls-certificates=pki --tls-psk=keys.psk; do
                            $N --tls=require $tls memory 3M --run "$N nbd \\"\\$uri\\" --run 'nbdinfo --size \\"\\$uri\\"'"
                        done
                        """.formatted(nbdscript()))
                        .succeeds()
                        .output())
                .isEqualTo("3145728\n3145728\n");
    }

    @Test
    void theHostOfTheUriHasToBeInTheCertificate() throws IOException {
        Command.Result result = Command.in(
                        directory,
                        nbdscript(),
                        "--tls=require",
                        "--tls-certificates=pki",
                        "-4",
                        "-p",
                        "0",
                        "memory",
                        "1M",
                        "--run",
                        "export port; bash -u " + script("""
                                size "nbds://localhost:$port?tls-certificates=pki"
                                size "nbds://127.0.0.1:$port?tls-certificates=pki"
                                size "nbds://127.0.0.2:$port?tls-certificates=pki"
                                size "nbds://127.0.0.2:$port?tls-certificates=pki&tls-hostname=localhost"
                                size hostname=127.0.0.2 port=$port tls-certificates=pki tls-verify=no
                                """))
                .run();
        assertThat(result.output()).isEqualTo("1048576\n1048576\nrefused\n1048576\n1048576\n");
        assertThat(result.errors()).contains("No subject alternative names matching IP address 127.0.0.2 found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --tls-certificates=pki  | tls-certificates=other      | expected one that is signed by DIR/other/ca-cert.pem
            --tls-certificates=past | tls-certificates=pki        | it has expired: NotAfter: Sat Feb 01
            --tls-certificates=pki --tls-verify-peer | tls-certificates=anonymous | take this client's key or certificate
            --tls-psk=keys.psk      | tls-psk=wrong/keys.psk tls-username=alice   | take this client's key or certificate
            --tls-psk=keys.psk      | tls-certificates=pki        | TLS: the server
            --tls-certificates=pki  | tls-psk=keys.psk tls-username=alice | it knows no pre-shared keys
            """)
    void whoDoesNotTrustDoesNotServe(String server, String client, String reason) throws IOException {
        Command.Result result =
                behindNbdkit("", "--tls=require " + server, "size socket=$unixsocket tls=require " + client);
        assertThat(result.output()).isEqualTo("refused\n");
        assertThat(result.errors()).contains("cannot be connected to: TLS: ", reason.replace("DIR", directory + ""));
    }

    @Test
    void withoutTlsAServerIsLeftIfTlsIsAMustAndOnlyThen() throws IOException {
        Command.Result result = behindNbdkit("", "--tls=off", """
                size socket=$unixsocket tls=require tls-certificates=pki
                size "nbds+unix:///?socket=$unixsocket&tls-certificates=pki"
                size socket=$unixsocket tls-certificates=pki
                size socket=$unixsocket tls=off tls-certificates=pki
                """);
        assertThat(result.output()).isEqualTo("refused\nrefused\n16777216\n16777216\n");
        assertThat(result.errors()).contains("TLS: the server refuses STARTTLS: ERR_");
    }

    @Test
    void aServerThatInsistsOnTlsIsNamedWithWhatToDo() throws IOException {
        Command.Result result = behindNbdkit(
                "",
                "--tls=require --tls-certificates=pki",
                "size socket=$unixsocket; size uri=nbd+unix:///?socket=$unixsocket");
        assertThat(result.output()).isEqualTo("refused\nrefused\n");
        assertThat(result.errors()).contains("ERR_TLS_REQD", "expected nbds in the URI, or tls=require");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nbds://localhost tls=off | tls: the URI, with nbds, asks for TLS: expected require, got off
            hostname=a tls=maybe | tls: expected one of off, on, require, got 'maybe'
            hostname=a tls-certificates=none | none/ca-cert.pem: there is no such file
            hostname=a tls-psk=keys.psk tls-username=bob | keys.psk: there is no key for user 'bob': expected one of alice
            nbds://localhost?tls-verify-peer=maybe | tls-verify-peer: expected 0 or 1, got 'maybe'
            """)
    void whatCannotBeUsedIsSaidAtTheStart(String parameters, String message) {
        Command.Result result = Command.shell(
                directory, nbdscript() + " nbd '" + parameters.replace(" ", "' '") + "' --run true && exit 9 || true");
        assertThat(result.succeeds().errors()).contains(message);
    }
}
