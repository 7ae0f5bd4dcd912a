package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.VsockAddress;
import org.nbdscript.server.ListenAddress;
import org.nbdscript.server.UnixPermissions;

class ListenSyntaxTest {
    private static final Map<String, ListenAddress.Family> FAMILIES =
            Map.of("any", ListenAddress.Family.ANY, "4", ListenAddress.Family.IPV4, "6", ListenAddress.Family.IPV6);

    private static ListenAddress address(String text) {
        return ((Endpoint.Known) ListenSyntax.parse(text, UnixPermissions.UNCHANGED)).address();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "tcp:4711, -, 4711, any",
                "tcp, -, 10809, any",
                "tcp:, -, 10809, any",
                "tcp:*, -, 10809, any",
                "tcp:*:0, -, 0, any",
                "tcp::0, -, 0, any",
                "tcp:localhost, localhost, 10809, any",
                "tcp:localhost:http, localhost, 80, any",
                "tcp4:eth0:5, eth0, 5, 4",
                "tcp6:[::1]:0, ::1, 0, 6",
                "tcp6:[fe80::1%eth0], fe80::1%eth0, 10809, 6",
                "tcp6:::1, ::1, 10809, 6",
                "tcp:127.0.0.1:9, 127.0.0.1, 9, any",
            })
    void tcpHasAHostAndAPortAndBothMayBeLeftOut(String text, String host, int port, String family) {
        assertThat(address(text)).isEqualTo(new ListenAddress.Tcp(host, port, FAMILIES.get(family)));
    }

    @Test
    void unixHasAPathOrADashForAPrivateOne() {
        UnixPermissions permissions = new UnixPermissions(0600, null, null);
        assertThat(ListenSyntax.parse("unix:a:b", permissions))
                .isEqualTo(
                        new Endpoint.Known(new ListenAddress.Unix(Path.of("a:b").toAbsolutePath(), permissions)));
        assertThat(ListenSyntax.parse("unix:-", permissions)).isEqualTo(new Endpoint.PrivateUnix(permissions));
    }

    @Test
    void vsockHasAPortAndMaybeAMachine() {
        assertThat(address("vsock:4711")).isEqualTo(new ListenAddress.Vsock(VsockAddress.ANY_CID, 4711));
        assertThat(address("vsock:*:1")).isEqualTo(new ListenAddress.Vsock(VsockAddress.ANY_CID, 1));
        assertThat(address("vsock:3:4294967295")).isEqualTo(new ListenAddress.Vsock(3, 4294967295L));
    }

    @Test
    void fdHasTheNumberOfADescriptor() {
        assertThat(address("fd:3")).isEqualTo(new ListenAddress.Inherited(3, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4711",
                "localhost:4711",
                "/run/nbd.sock",
                "udp:5",
                "unix",
                "unix:",
                "vsock",
                "vsock:x",
                "vsock:-1",
                "vsock:1:4294967296",
                "fd",
                "fd:x",
                "fd:2",
                "tcp:70000",
                "tcp:localhost:no-such-service"
            })
    void whatIsNoAddressIsRefusedWithWhatWasExpected(String text) {
        assertThatThrownBy(() -> address(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected ")
                .hasMessageContaining("got '");
    }
}
