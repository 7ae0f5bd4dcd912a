package org.nbdscript.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueParserTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "512, 512",
        "+1, 1",
        "1b, 1",
        "2s, 1024",
        "1k, 1024",
        "1K, 1024",
        "64M, 67108864",
        "1G, 1073741824",
        "1t, 1099511627776",
        "1P, 1125899906842624",
        "7E, 8070450532247928832",
        "0x10, 16",
        "0x1k, 1024",
        "0x1_E, 1152921504606846976",
        "0x1E, 30",
        "0x10b, 267",
        "0b101, 5",
        "010, 8",
        "' 5', 5",
        "9223372036854775807, 9223372036854775807"
    })
    void sizesAreNumbersWithASuffix(String text, long bytes) {
        assertThat(ValueParser.size(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "1MB",
                "1MiB",
                "1.5M",
                "5 ",
                "1_",
                "M",
                "8E",
                "9223372036854775808",
                "08",
                "x",
                "5X",
                "0x"
            })
    void otherSizesAreRefusedWithWhatCame(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueParser.size(text))
                .withMessageContaining("expected a size")
                .withMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({"2, 2000000000", "1.5s, 1500000000", "100ms, 100000000", ".5ms, 500000", "10us, 10000", "5ns, 5"})
    void durationsAreSecondsUnlessAUnitIsGiven(String text, long nanos) {
        assertThat(ValueParser.duration(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "NaN", "1h", "1 s", "s", "9223372037"})
    void otherDurationsAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueParser.duration(text))
                .withMessageContaining("a duration");
    }

    @ParameterizedTest
    @CsvSource({"0.25, 0.25", "25%, 0.25", "1:4, 0.25", "1/4, 0.25", "0/0, 0", "2, 2", "1e-1, 0.1"})
    void probabilitiesAreFractionsPercentagesOrRatios(String text, double value) {
        assertThat(ValueParser.probability(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nan", "inf", "-0.5", "1/0", "a", "50%%", "0x1p3", "1d"})
    void otherProbabilitiesAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ValueParser.probability(text));
    }

    @Test
    void booleansAreNbdkitsWordsInAnyCase() {
        assertThat(new String[] {"1", "TRUE", "t", "Yes", "y", "on"}).allMatch(ValueParser::bool);
        assertThat(new String[] {"0", "False", "F", "no", "N", "OFF"}).noneMatch(ValueParser::bool);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueParser.bool("maybe"))
                .withMessageContaining("'maybe'");
    }

    @Test
    void integersHaveCsBasesAndASign() {
        assertThat(ValueParser.integer("-0x10")).isEqualTo(-16);
        assertThat(ValueParser.integer("+010")).isEqualTo(8);
        assertThat(ValueParser.integer("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        for (String text : new String[] {"", "-", "-+1", "1x", "9223372036854775808", "1.0"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> ValueParser.integer(text));
        }
    }
}
