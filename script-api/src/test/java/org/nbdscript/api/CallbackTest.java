package org.nbdscript.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallbackTest {
    @Test
    void eachLanguageHasOneSpelling() {
        assertThat(Callback.GET_SIZE.snakeCase()).isEqualTo("get_size");
        assertThat(Callback.CAN_MULTI_CONN.camelCase()).isEqualTo("canMultiConn");
        assertThat(Callback.byName("getSize", Naming.CAMEL_CASE)).isEqualTo(Callback.GET_SIZE);
        assertThat(Callback.byName("getSize", Naming.SNAKE_CASE)).isNull();
    }

    @Test
    void argumentsKeepTheOrderOfNbdkit() {
        assertThat(Callback.TRIM.arguments())
                .extracting(Callback.Argument::name)
                .containsExactly("count", "offset", "flags");
        assertThat(Callback.PREAD.arguments())
                .extracting(Callback.Argument::name)
                .containsExactly("buf", "offset", "flags");
    }

    @Test
    void everyCallbackIsDocumented() {
        assertThat(Callback.values())
                .allSatisfy(callback -> assertThat(callback.documentation()).endsWith("."));
    }
}
