package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsAreAlignedAndTheLastOneIsBrokenBetweenWords() {
        TextTable table = new TextTable(47)
                .row("a", "long cell", "one two three four five six seven")
                .row("abc", "x", "short");
        assertThat(table.toString().lines())
                .containsExactly(
                        "  a    long cell  one two three four five six",
                        "                  seven",
                        "  abc  x          short");
    }

    @Test
    void noRowsAreNothing() {
        assertThat(new TextTable(40).toString()).isEmpty();
    }
}
