package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.server.GivenConnection;
import org.nbdscript.server.PresetTransmission;

class TransmissionSyntaxTest {
    @Test
    void aDescriptorAloneHasTheExportsOwnTerms() {
        assertThat(TransmissionSyntax.parse("fd=3"))
                .isEqualTo(new GivenConnection(3, 3, new PresetTransmission("", null, null, false)));
    }

    @Test
    void allThatTheClientWasToldCanBeSaid() {
        assertThat(TransmissionSyntax.parse("size=1M,fd=4,flags=flush+write_zeroes,export=a b,structured=on"))
                .isEqualTo(new GivenConnection(
                        4,
                        4,
                        new PresetTransmission(
                                "a b",
                                1L << 20,
                                TransmissionFlags.NONE.with(
                                        TransmissionFlags.SEND_FLUSH | TransmissionFlags.SEND_WRITE_ZEROES),
                                true)));
    }

    @Test
    void flagsMayBeANumber() {
        PresetTransmission preset = TransmissionSyntax.parse("fd=3,flags=0x6d").transmission();
        assertThat(preset).isNotNull();
        assertThat(preset.flags()).isEqualTo(new TransmissionFlags(0x6d));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3",
                "size=1M",
                "fd=1",
                "fd=x",
                "fd=3,fd=4",
                "fd=3,colour=red",
                "fd=3,size=big",
                "fd=3,flags=fast",
                "fd=3,flags=0x10000",
                "fd=3,structured=maybe",
                "fd=3,"
            })
    void whatIsWrongIsRefusedWithWhatWasExpected(String text) {
        assertThatThrownBy(() -> TransmissionSyntax.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected")
                .hasMessageContaining("got '");
    }
}
