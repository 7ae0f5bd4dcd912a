package org.nbdscript.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetaContextTest {
    @ParameterizedTest
    @ValueSource(strings = {"x-backup:changed", "qemu:allocation-depth", "qemu:dirty-bitmap:monday", "x-a:ä:"})
    void aNameIsANamespaceAColonAndMore(String name) {
        assertThat(new MetaContext(name).name()).isEqualTo(name);
        assertThat(new MetaContext(name).is64Bit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "changed", ":changed", "x-backup:", "base:allocation", "base:other"})
    void otherNamesAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MetaContext(name))
                .withMessageStartingWith(
                        "metadata context is '" + name + "', expected a namespace other than base, a colon and a name");
    }

    @Test
    void namesThatTheProtocolCannotCarryAreRefused() {
        assertThat(new MetaContext("x:" + "ä".repeat(2047)).name()).hasSize(2049);
        for (String name : new String[] {"x:" + "ä".repeat(2047) + "a", "x:a\0b"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new MetaContext(name))
                    .withMessageContaining("a NUL or more than 4096 bytes");
        }
    }
}
