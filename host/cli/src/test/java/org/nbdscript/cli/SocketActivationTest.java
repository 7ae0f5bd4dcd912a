package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.server.ListenAddress;

class SocketActivationTest {
    @Test
    void socketsOfThisProcessAreDescriptorsFrom3OnWithTheirNames() {
        assertThat(SocketActivation.of(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "3", "LISTEN_FDNAMES", "a::"), 42))
                .isEqualTo(new SocketActivation(
                        List.of(
                                new ListenAddress.Inherited(3, "a"),
                                new ListenAddress.Inherited(4, ""),
                                new ListenAddress.Inherited(5, "")),
                        null));
        assertThat(SocketActivation.of(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "1"), 42)
                        .sockets())
                .containsExactly(new ListenAddress.Inherited(3, ""));
    }

    @Test
    void withoutTheVariablesThereAreNone() {
        assertThat(SocketActivation.of(Map.of(), 42)).isEqualTo(SocketActivation.NONE);
        assertThat(SocketActivation.of(Map.of("LISTEN_FDS", "1"), 42)).isEqualTo(SocketActivation.NONE);
    }

    @Test
    void socketsOfAnotherProcessAreLeftAloneWithAWarning() {
        SocketActivation activation = SocketActivation.of(Map.of("LISTEN_PID", "41", "LISTEN_FDS", "1"), 42);
        assertThat(activation.sockets()).isEmpty();
        assertThat(activation.warning()).contains("LISTEN_PID is 41").contains("process 42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "", "1025"})
    void aNumberThatMakesNoSenseIsRefused(String count) {
        assertThatThrownBy(() -> SocketActivation.of(Map.of("LISTEN_PID", "42", "LISTEN_FDS", count), 42))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("LISTEN_FDS: expected a number of sockets")
                .hasMessageContaining("'" + count + "'");
    }
}
