package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResizeDeviceTest {
    @Test
    void itIsMeantByItsNameAlone() {
        assertThat(ResizeDevice.isMeant("resize-device", "x")).isTrue();
        assertThat(ResizeDevice.isMeant("memory", "resize-device")).isFalse();
        assertThat(ResizeDevice.isMeant()).isFalse();
    }

    @Test
    void itHasAHelp() {
        assertThat(ResizeDevice.run("resize-device", "--help"))
                .contains("Usage: nbdscript resize-device /dev/nbdN URI");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resize-device",
                "resize-device /dev/nbd0",
                "resize-device /dev/sda nbd://localhost",
                "resize-device /dev/nbd0 nbd://localhost more"
            })
    void otherWordsAreRefused(String words) {
        assertThatThrownBy(() -> ResizeDevice.run(words.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(
                        "resize-device: expected a device, such as /dev/nbd0, and the URI of the server");
    }

    @Test
    void aServerThatCannotBeAskedIsSaid() {
        assertThatThrownBy(() -> ResizeDevice.run("resize-device", "/dev/nbd0", "nbd+unix:///?socket=/nonexistent"))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("resize-device: cannot connect to nbd+unix:///?socket=/nonexistent: ");
        assertThatThrownBy(() -> ResizeDevice.run("resize-device", "/dev/nbd0", "http://localhost"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is not an NBD URI");
    }
}
