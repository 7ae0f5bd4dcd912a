package org.nbdscript.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NbdStringTest {
    @Test
    void aStringIsTakenFromThePositionOn() throws ProtocolException {
        ByteBuffer bytes = Bytes.ofHex("00 c3a9 61");
        bytes.position(1);

        assertThat(NbdString.decode(bytes, 2, "name")).isEqualTo("é");
        assertThat(bytes.position()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "c3", "c080", "eda080", "f8888080", "00", "610062"})
    void whatIsNotUtf8OrHasANulIsRefused(String hex) {
        ByteBuffer bytes = Bytes.ofHex(hex);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> NbdString.decode(bytes, bytes.remaining(), "name"))
                .withMessageStartingWith("name ")
                .matches(e -> !e.closesConnection());
    }

    @Test
    void lengthsAreCheckedBeforeAnythingIsTaken() {
        ByteBuffer bytes = ByteBuffer.allocate(5000);
        for (long length : new long[] {4097, 0xffffffffL, Long.MAX_VALUE}) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> NbdString.decode(bytes, length, "name"))
                    .withMessageContaining(Long.toString(length));
        }
        assertThat(bytes.position()).isZero();
    }

    @Test
    void textsForPeopleAlwaysFit() {
        assertThat(new String(NbdString.encodeText("a\0b\ud800"), StandardCharsets.UTF_8))
                .isEqualTo("a b?");
        assertThat(NbdString.encodeText("x".repeat(4097))).hasSize(4096);
        assertThat(NbdString.encodeText("€".repeat(2000))).hasSize(4095);
    }
}
