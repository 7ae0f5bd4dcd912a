package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.VsockAddress;
import org.nbdscript.server.BoundAddress;
import org.nbdscript.server.ListenAddress;

class ServedUrisTest {
    private static InetSocketAddress tcp(String host, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    private static BoundAddress bound(SocketAddress address, ListenAddress.Family family) {
        return new BoundAddress(address, new ListenAddress.Tcp(null, 0, family));
    }

    @Test
    void allAddressesOfOneVersionAreFoundAtItsLoopback() throws UnknownHostException {
        ServedUris uris = ServedUris.of(
                List.of(
                        bound(tcp("::", 4711), ListenAddress.Family.IPV6),
                        bound(tcp("0.0.0.0", 4711), ListenAddress.Family.IPV4),
                        bound(tcp("::", 4712), ListenAddress.Family.ANY)),
                "");
        assertThat(uris.all())
                .map(Object::toString)
                .containsExactly("nbd://[::1]:4711", "nbd://127.0.0.1:4711", "nbd://localhost:4712");
    }

    @Test
    void aSocketForAllMachinesIsFoundFromThisOne() {
        ListenAddress origin = new ListenAddress.Vsock(VsockAddress.ANY_CID, 4711);
        ServedUris uris =
                ServedUris.of(List.of(new BoundAddress(new VsockAddress(VsockAddress.ANY_CID, 4711), origin)), "");
        assertThat(uris.first()).hasToString("nbd+vsock://1:4711");
    }

    @Test
    void allInterfacesAreLocalhost() throws UnknownHostException {
        ServedUris uris = new ServedUris(List.of(tcp("0.0.0.0", 4711), tcp("::", 4711)), "");
        assertThat(uris.all()).map(Object::toString).containsExactly("nbd://localhost:4711");
    }

    @Test
    void aUnixSocketAndAnExportAreQuoted() {
        ServedUris uris = new ServedUris(List.of(UnixDomainSocketAddress.of("/tmp/a b")), "ä/x");
        assertThat(uris.printed()).isEqualTo("""
                nbd+unix:///%C3%A4/x?socket=/tmp/a%20b
                Shell-quoted URI: 'nbd+unix:///%C3%A4/x?socket=/tmp/a%20b'
                Command to query the NBD endpoint:
                  nbdinfo 'nbd+unix:///%C3%A4/x?socket=/tmp/a%20b'
                """);
        assertThat(uris.shellVariables())
                .containsEntry("exportname", "ä/x")
                .containsEntry("unixsocket", "/tmp/a b")
                .containsEntry("port", "");
    }

    @Test
    void eachAddressHasItsUri() throws UnknownHostException {
        ServedUris uris = new ServedUris(List.of(tcp("127.0.0.1", 10809), tcp("::1", 10810)), "");
        assertThat(uris.printed())
                .startsWith("nbd://127.0.0.1\nShell-quoted URI: nbd://127.0.0.1\n")
                .endsWith("Also at: nbd://[::1]:10810\n");
        assertThat(uris.shellVariables()).containsAllEntriesOf(Map.of("port", "10809", "unixsocket", "", "tls", ""));
    }
}
