package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nbdscript.api.ValueParser;

class SizeTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1023, 1023",
        "1024, 1K",
        "1025, 1025",
        "67108864, 64M",
        "1152921504606846976, 1E",
        "9223372036854775807, 9223372036854775807"
    })
    void theUnitIsTheLargestOfWhichItIsAWholeNumber(long bytes, String text) {
        assertThat(SizeText.exact(bytes)).isEqualTo(text);
        assertThat(ValueParser.size(text)).isEqualTo(bytes);
    }
}
