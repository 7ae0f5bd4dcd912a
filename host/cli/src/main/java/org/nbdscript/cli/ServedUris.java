package org.nbdscript.cli;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.VsockAddress;
import org.nbdscript.protocol.NbdUri;
import org.nbdscript.server.BoundAddress;
import org.nbdscript.server.ListenAddress;

/**
 * Where clients of this machine find the server, for {@code --print-uri}, {@code --run} and the start message.
 *
 * @param addresses those that are bound and have a URI
 * @param exportName the export that the URIs name
 * @param tls how TLS is offered; null if it is not
 */
record ServedUris(
        List<SocketAddress> addresses,
        String exportName,
        @Nullable TlsStart tls) {
    private static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    /** What a machine that listens for all others is to itself, VMADDR_CID_LOCAL. */
    private static final long THIS_MACHINE = 1;

    /** Without TLS. */
    ServedUris(List<SocketAddress> addresses, String exportName) {
        this(addresses, exportName, null);
    }

    /** The URIs of a server that is bound, without TLS. Sockets without a name have none. */
    static ServedUris of(List<BoundAddress> bound, String exportName) {
        return new ServedUris(
                bound.stream()
                        .map(ServedUris::reachable)
                        .filter(address -> !address.equals(UNNAMED))
                        .toList(),
                exportName);
    }

    /** The same of a server that offers TLS, or does not. */
    ServedUris withTls(@Nullable TlsStart offered) {
        return new ServedUris(addresses, exportName, offered);
    }

    /** A server on all addresses of one family is not found by the name localhost if that stands for the other. */
    private static SocketAddress reachable(BoundAddress bound) {
        return bound.address() instanceof InetSocketAddress inet
                        && bound.origin() instanceof ListenAddress.Tcp tcp
                        && inet.getAddress().isAnyLocalAddress()
                ? switch (tcp.family()) {
                    case ANY -> inet;
                    case IPV4 -> new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), inet.getPort());
                    case IPV6 -> new InetSocketAddress(InetAddress.ofLiteral("::1"), inet.getPort());
                }
                : bound.address();
    }

    /** The URI of the first address. */
    NbdUri first() {
        return uri(addresses.getFirst());
    }

    /** The URIs of all addresses, without repetitions. */
    List<NbdUri> all() {
        // To compare records takes long the first time, and mostly there is one.
        return addresses.size() == 1
                ? List.of(first())
                : addresses.stream().map(this::uri).distinct().toList();
    }

    private NbdUri uri(SocketAddress address) {
        NbdUri uri = plain(address);
        return tls == null ? uri : tls.uri(uri);
    }

    private NbdUri plain(SocketAddress address) {
        // Not a switch: the first one over types makes code at run time.
        if (address instanceof UnixDomainSocketAddress unix) {
            return NbdUri.unix(unix.getPath().toString(), exportName);
        }
        if (address instanceof InetSocketAddress inet) {
            return NbdUri.tcp(host(inet), inet.getPort(), exportName);
        }
        if (address instanceof VsockAddress vsock) {
            long machine = vsock.cid() == VsockAddress.ANY_CID ? THIS_MACHINE : vsock.cid();
            return NbdUri.vsock(machine, vsock.port(), exportName);
        }
        throw new IllegalArgumentException("no URI names the address " + address);
    }

    /** A socket that is bound to all addresses is found at the name that every machine has for itself. */
    private static String host(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        if (host.isAnyLocalAddress()) {
            return "localhost";
        }
        return host instanceof Inet6Address && host.isLoopbackAddress() ? "::1" : host.getHostAddress();
    }

    /** The lines of {@code --print-uri}: the first address' URI comes first, alone in its line. */
    String printed() {
        String quoted = ShellQuote.quote(first().toString());
        StringBuilder text = new StringBuilder();
        text.append(first()).append('\n');
        text.append("Shell-quoted URI: ").append(quoted).append('\n');
        text.append("Command to query the NBD endpoint:\n  nbdinfo ")
                .append(quoted)
                .append('\n');
        all().stream()
                .skip(1)
                .forEach(uri -> text.append("Also at: ").append(uri).append('\n'));
        return text.toString();
    }

    /** The shell's variables of {@code --run}; those that do not apply are empty. */
    Map<String, String> shellVariables() {
        SocketAddress address = addresses.getFirst();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("uri", first().toString());
        variables.put("nbd", first().toString());
        variables.put("exportname", exportName);
        variables.put("port", address instanceof InetSocketAddress inet ? Integer.toString(inet.getPort()) : "");
        variables.put(
                "unixsocket",
                address instanceof UnixDomainSocketAddress unix ? unix.getPath().toString() : "");
        variables.putAll(TlsStart.shellVariables(tls));
        return variables;
    }
}
