package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.protocol.NbdUri;

/** The options of TLS, and the credentials that they lead to. */
class TlsOptionsTest {
    @TempDir
    Path directory;

    private final List<String> warnings = new ArrayList<>();

    private TlsStart load(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("memory");
        return TlsStart.load(
                OptionsParser.parse(all.toArray(String[]::new)).tls(),
                Map.of("HOME", directory.toString()),
                warnings::add);
    }

    @ParameterizedTest
    @CsvSource({
        "off, OFF",
        "0, OFF",
        "no, OFF",
        "on, ON",
        "true, ON",
        "1, ON",
        "require, REQUIRE",
        "required, REQUIRE",
        "FORCE, REQUIRE"
    })
    void theModeHasTheseWords(String word, TlsOptions.Mode mode) {
        assertThat(OptionsParser.parse("--tls=" + word, "memory").tls().mode()).isEqualTo(mode);
    }

    @Test
    void otherWordsAreNoMode() {
        assertThatThrownBy(() -> OptionsParser.parse("--tls=maybe", "memory"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--tls: expected off, on or require, got 'maybe'");
    }

    @Test
    void prioritiesAreNotTheirsHereAndTheMessageSaysWhoseTheyAre() {
        assertThatThrownBy(() -> OptionsParser.parse("--tls-priority=NORMAL", "memory"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--tls-priority: expected no GnuTLS priority string")
                .hasMessageContaining("jdk.tls.disabledAlgorithms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tls=require --oldstyle", "--tls=off --tls-verify-peer"})
    void whatExcludesEachOtherIsSaid(String words) {
        assertThatThrownBy(() -> OptionsParser.parse((words + " memory").split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("exclude each other");
    }

    @Test
    void withoutAWordAndWithoutCredentialsThereIsNoTls() {
        assertThat(load()).isNull();
        assertThat(warnings).isEmpty();
    }

    @Test
    void onWithoutCredentialsIsWarnedOf() {
        assertThat(load("--tls=on")).isNull();
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("--tls=on: there are no credentials")
                .endsWith("TLS is off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tls=require", "--tls-verify-peer"})
    void whatCannotBeDoneWithoutCredentialsEndsTheStart(String word) {
        assertThatThrownBy(() -> load(word))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(word + ": there are no credentials")
                .hasMessageContaining("nbdscript tls init");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tls-certificates", "--tls-psk"})
    void credentialsThatAreNamedMustBeThere(String option) {
        assertThatThrownBy(() -> load(option + "=" + directory.resolve("none")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("there is no such file");
        assertThat(load("--tls=off", option + "=" + directory.resolve("none"))).isNull();
    }

    @Test
    void initMakesCertificatesThatAServerTakes() {
        String text = TlsInit.run("tls", "init", "--host", "disk.example", directory + "/pki");
        assertThat(text).contains("--tls-certificates=" + directory + "/pki", "disk.example, localhost, 127.0.0.1");
        TlsStart tls = load("--tls-certificates=" + directory + "/pki");
        assertThat(tls.setup().isRequired()).isFalse();
        assertThat(tls.uri(NbdUri.tcp("localhost", 10809, ""))).hasToString("nbd://localhost");
        assertThat(TlsStart.shellVariables(tls))
                .containsAllEntriesOf(Map.of("tls", "1", "tls_certificates", directory + "/pki", "tls_psk", ""));
        TlsStart required = load("--tls=require", "--tls-verify-peer", "--tls-certificates=" + directory + "/pki");
        assertThat(required.uri(NbdUri.tcp("localhost", 10809, "x")))
                .hasToString("nbds://localhost/x?tls-certificates=" + directory + "/pki");
        assertThat(TlsStart.shellVariables(required)).containsEntry("tls", "2");
        assertThat(warnings).isEmpty();
    }

    @Test
    void initMakesKeysThatAServerTakes() {
        TlsInit.run("tls", "init", "--psk", "--client=alice", "--client=bob", directory + "/psk");
        TlsStart tls = load("--tls=require", "--tls-psk=" + directory + "/psk/keys.psk");
        assertThat(tls.uri(NbdUri.unix("/s", "")))
                .hasToString("nbds+unix://alice@/?socket=/s&tls-psk-file=" + directory + "/psk/keys.psk");
        assertThat(TlsStart.shellVariables(tls)).containsEntry("tls_psk", directory + "/psk/keys.psk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca-cert.pem", "client-key.pem"})
    void initOverwritesNothing(String name) throws IOException {
        Path pki = Files.createDirectory(directory.resolve("pki"));
        Files.writeString(pki.resolve(name), "mine");
        assertThatThrownBy(() -> TlsInit.run("tls", "init", pki.toString()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(name + " is there already, so nothing was written");
        try (var files = Files.list(pki)) {
            assertThat(files).containsExactly(pki.resolve(name));
        }
        assertThat(pki.resolve(name)).hasContent("mine");
    }

    @Test
    void initKeepsKeysFromOthers() throws IOException {
        Path pki = directory.resolve("pki");
        TlsInit.run("tls", "init", pki.toString());
        assertThat(Files.getPosixFilePermissions(pki)).hasSize(3);
        assertThat(Files.getPosixFilePermissions(pki.resolve("server-key.pem"))).hasSize(2);
    }

    @Test
    void initTellsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> TlsInit.run("tls", "init", "--colour", "--days=0", "--client=a:b"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("unknown option --colour")
                .hasMessageContaining("--days: expected a number of days from 1 to 36500, got '0'")
                .hasMessageContaining("--client: expected a name without a colon, got 'a:b'")
                .hasMessageContaining("expected tls init DIRECTORY")
                .hasMessageEndingWith("see: nbdscript tls init --help");
    }
}
