package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServedUrisTest {
    private static InetSocketAddress tcp(String host, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    @Test
    void allAddressesOfVersion6AloneAreFoundAtTheirOwnLoopback() throws UnknownHostException {
        Endpoint endpoint = new Endpoint.Tcp(0, null, Endpoint.AddressFamily.IPV6);
        ServedUris uris = ServedUris.of(List.of(tcp("::", 4711)), endpoint, "");
        assertThat(uris.first()).hasToString("nbd://[::1]:4711");
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
