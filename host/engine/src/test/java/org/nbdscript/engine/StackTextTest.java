package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackTextTest {
    @Test
    void aPluginAndAValueStandAroundTheFirstColon() {
        assertThat(StackText.parse("file:/a:b")).isEqualTo(new StackText(List.of(), List.of("file", "/a:b")));
    }

    @Test
    void aNameAloneIsAPluginWithoutParameters() {
        assertThat(StackText.parse("memory")).isEqualTo(new StackText(List.of(), List.of("memory")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbd://host/export", "nbds://host", "nbd+unix:///?socket=/s", "nbd+vsock://2:10809/"})
    void anNbdUriIsThePluginNbd(String uri) {
        assertThat(StackText.parse(uri)).isEqualTo(new StackText(List.of(), List.of("nbd", "uri=" + uri)));
    }

    @Test
    void wordsInBracketsAreACommandLine() {
        assertThat(StackText.parse("[--filter=a.js memory 1G --filter=b key='two words' x=\"]\"]"))
                .isEqualTo(new StackText(List.of("a.js", "b"), List.of("memory", "1G", "key=two words", "x=]")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":1G", "[]", "[--filter=a]"})
    void whatNamesNoPluginIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> StackText.parse(text));
    }
}
