package org.nbdscript.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.VsockAddress;
import org.nbdscript.server.ListenAddress;
import org.nbdscript.server.ListenAddress.Family;
import org.nbdscript.server.UnixPermissions;

/**
 * Reads the value of {@code --listen}: the kind of socket, a colon, and what the kind needs.
 *
 * <pre>
 * tcp:10809   tcp:localhost   tcp:localhost:10809   tcp4:*:0   tcp6:[::1]:0   tcp:eth0:10809
 * unix:/run/nbd.sock   unix:-   vsock:10809   vsock:3:10809   fd:3
 * </pre>
 */
final class ListenSyntax {
    /** The longest path that a sockaddr_un takes, with its terminating NUL, is 108 bytes. */
    private static final int MAXIMUM_SOCKET_PATH = 107;

    private static final String ALL = "*";

    private ListenSyntax() {}

    /** Reads a value; {@code permissions} are those of a unix socket. */
    static Endpoint parse(String text, UnixPermissions permissions) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        return switch (kind) {
            case "tcp" -> new Endpoint.Known(tcp(rest, Family.ANY));
            case "tcp4" -> new Endpoint.Known(tcp(rest, Family.IPV4));
            case "tcp6" -> new Endpoint.Known(tcp(rest, Family.IPV6));
            case "unix" -> unix(rest, permissions);
            case "vsock" -> new Endpoint.Known(vsock(rest));
            case "fd" -> new Endpoint.Known(new ListenAddress.Inherited(descriptor(rest), ""));
            default ->
                throw new IllegalArgumentException("expected tcp:, tcp4:, tcp6:, unix:, vsock: or fd: and what belongs"
                        + " to it, such as tcp:localhost:10809 or unix:/run/nbd.sock, got '" + text + "'");
        };
    }

    /** A path, or - for one of our choice. */
    static Endpoint unix(String text, UnixPermissions permissions) {
        if (text.equals("-")) {
            return new Endpoint.PrivateUnix(permissions);
        }
        Path path = absolute(text);
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAXIMUM_SOCKET_PATH) {
            throw new IllegalArgumentException("expected a path of at most " + MAXIMUM_SOCKET_PATH
                    + " bytes when it is absolute, but " + path + " has " + length);
        }
        return new Endpoint.Known(new ListenAddress.Unix(path, permissions));
    }

    /** A path that does not depend on the working directory. */
    static Path absolute(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("expected a path, got ''");
        }
        return Path.of(text).toAbsolutePath();
    }

    /** Nothing but digits is a port; a host of IPv6 with a port has brackets. */
    private static ListenAddress tcp(String text, Family family) {
        int colon = text.lastIndexOf(':');
        if (text.matches("[0-9]+")) {
            return new ListenAddress.Tcp(null, PortSyntax.tcp(text), family);
        }
        boolean hasBrackets = text.startsWith("[");
        boolean hasPort = hasBrackets ? text.charAt(Math.max(colon - 1, 0)) == ']' : colon == text.indexOf(':');
        if (colon < 0 || !hasPort) {
            return new ListenAddress.Tcp(host(text), ListenAddress.DEFAULT_PORT, family);
        }
        return new ListenAddress.Tcp(host(text.substring(0, colon)), PortSyntax.tcp(text.substring(colon + 1)), family);
    }

    private static @Nullable String host(String text) {
        boolean hasBrackets = text.startsWith("[") && text.endsWith("]");
        String host = hasBrackets ? text.substring(1, text.length() - 1) : text;
        return host.isEmpty() || host.equals(ALL) ? null : host;
    }

    private static ListenAddress vsock(String text) {
        int colon = text.indexOf(':');
        String cid = colon < 0 ? ALL : text.substring(0, colon);
        return new ListenAddress.Vsock(
                cid.equals(ALL) ? VsockAddress.ANY_CID : PortSyntax.vsock("a machine's number", cid),
                PortSyntax.vsock("a vsock port", text.substring(colon + 1)));
    }

    /** The number of a file descriptor that is no standard stream. */
    static int descriptor(String text) {
        if (text.matches("[0-9]{1,6}") && Integer.parseInt(text) > 2) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("expected the number of a file descriptor from 3 on, got '" + text + "'");
    }
}
