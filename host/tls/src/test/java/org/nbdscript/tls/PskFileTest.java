package org.nbdscript.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of pre-shared keys. */
class PskFileTest {
    @TempDir
    Path directory;

    private PskFile read(String text) throws IOException {
        return PskFile.read(Files.writeString(directory.resolve("keys.psk"), text));
    }

    @Test
    void eachLineHasAUserAndAKey() throws IOException {
        PskFile file = read("# written by hand\n\nalice:00ff\r\nbob:with:colon:A0b1\n#c3a4:0102\n");
        assertThat(file.firstUser()).isEqualTo("alice");
        assertThat(file.key("alice")).containsExactly(0, 0xff);
        assertThat(file.key("bob:with:colon")).containsExactly(0xa0, 0xb1);
        assertThat(file.key("ä")).containsExactly(1, 2);
        assertThat(file.key("mallory")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'alice:c0ffez', keys.psk:1: the key of alice is not hexadecimal",
        "'a:00\nalice:c0ffee1', keys.psk:2: the key of alice is not hexadecimal",
        "'alice:', keys.psk:1: the key of alice is not hexadecimal",
        "'alice', keys.psk:1: expected user:hexkey",
        "':00', keys.psk:1: expected user:hexkey",
        "'a:00\na:11', keys.psk:2: user a has a key already",
        "'', keys.psk: expected a line user:hexkey"
    })
    void whatIsWrongIsToldWithItsLineAndWithoutTheKey(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("c0ffe");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> PskCredentials.load(directory.resolve("none")))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("none: there is no such file");
    }
}
