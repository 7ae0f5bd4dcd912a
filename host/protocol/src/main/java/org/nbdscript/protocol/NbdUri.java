package org.nbdscript.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where an export is, as a URI (the specification's doc/uri.md, and {@code nbd+vsock} as libnbd has it).
 *
 * <pre>
 * nbd://user@host:10809/export?tls-type=x509
 * nbd+unix:///export?socket=/run/nbd.sock
 * nbd+vsock://2:10809/export
 * </pre>
 *
 * <p>With {@code nbds} in place of {@code nbd} TLS is a must. {@link #toString()} gives the URI back.
 *
 * @param tls whether TLS must be used
 * @param endpoint where the server listens
 * @param export the export's name, "" for the default one
 * @param user the TLS user name, or null
 * @param parameters the query's parameters in order, decoded, without {@code socket}
 */
public record NbdUri(
        boolean tls,
        Endpoint endpoint,
        String export,
        @Nullable String user,
        Map<String, String> parameters) {
    /** The port that is registered for NBD. */
    public static final int DEFAULT_PORT = 10809;

    private static final Set<String> KNOWN_PARAMETERS =
            Set.of("tls-type", "tls-hostname", "tls-verify-peer", "tls-certificates", "tls-psk-file", "tls-username");

    /** Copies the parameters. */
    public NbdUri {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Where a server listens. */
    public sealed interface Endpoint {
        /** What follows {@code nbd} in the scheme. */
        String schemeSuffix();

        /** The host and the port, where the URI has them in front of the path; "" else. */
        String authority();
    }

    /**
     * TCP.
     *
     * @param host a name or address; IPv6 without brackets
     * @param port 1 to 65535
     */
    public record Tcp(String host, int port) implements Endpoint {
        @Override
        public String schemeSuffix() {
            return "";
        }

        @Override
        public String authority() {
            boolean isIpv6 = host.contains(":");
            return (isIpv6 ? "[" + host.replace("%", "%25") + "]" : PercentEncoding.encode(host)) + portSuffix(port);
        }
    }

    /**
     * A unix socket.
     *
     * @param socket its path, or an abstract name after a NUL
     */
    public record Unix(String socket) implements Endpoint {
        @Override
        public String schemeSuffix() {
            return "+unix";
        }

        @Override
        public String authority() {
            return "";
        }
    }

    /**
     * A socket between virtual machines.
     *
     * @param cid the machine, unsigned 32 bits; 1 is the local one, 2 the host
     * @param port unsigned 32 bits
     */
    public record Vsock(long cid, long port) implements Endpoint {
        @Override
        public String schemeSuffix() {
            return "+vsock";
        }

        @Override
        public String authority() {
            return cid + portSuffix(port);
        }
    }

    /** A URI of an export over TCP, without TLS. */
    public static NbdUri tcp(String host, int port, String export) {
        return new NbdUri(false, new Tcp(host, port), export, null, Map.of());
    }

    /** A URI of an export over a unix socket, without TLS. */
    public static NbdUri unix(String socket, String export) {
        return new NbdUri(false, new Unix(socket), export, null, Map.of());
    }

    /** A URI of an export over vsock, without TLS. */
    public static NbdUri vsock(long cid, long port, String export) {
        return new NbdUri(false, new Vsock(cid, port), export, null, Map.of());
    }

    /** This URI with TLS as a must. */
    public NbdUri withTls() {
        return new NbdUri(true, endpoint, export, user, parameters);
    }

    /**
     * Reads a URI.
     *
     * @throws IllegalArgumentException saying what was expected and what came
     */
    public static NbdUri parse(String uri) {
        return NbdUriParser.parse(uri);
    }

    /** The names of parameters that mean nothing and do not begin with {@code x-}; to be pointed out to the user. */
    public Set<String> unknownParameters() {
        Set<String> unknown = new TreeSet<>(parameters.keySet());
        unknown.removeAll(KNOWN_PARAMETERS);
        unknown.removeIf(name -> name.startsWith("x-"));
        return unknown;
    }

    /** The URI; the default port and an empty export name are left out. */
    @Override
    public String toString() {
        StringBuilder uri = new StringBuilder(tls ? "nbds" : "nbd");
        uri.append(endpoint.schemeSuffix()).append("://");
        if (user != null) {
            uri.append(PercentEncoding.encode(user).replace("/", "%2F")).append('@');
        }
        uri.append(endpoint.authority());
        if (!export.isEmpty() || endpoint instanceof Unix) {
            uri.append('/').append(PercentEncoding.encode(export));
        }
        return uri.append(query()).toString();
    }

    private static String portSuffix(long port) {
        return port == DEFAULT_PORT ? "" : ":" + port;
    }

    private String query() {
        StringBuilder query = new StringBuilder();
        if (endpoint instanceof Unix(String socket)) {
            query.append("&socket=").append(PercentEncoding.encode(socket));
        }
        parameters.forEach((name, value) -> query.append('&')
                .append(PercentEncoding.encode(name))
                .append('=')
                .append(PercentEncoding.encode(value)));
        if (!query.isEmpty()) {
            query.setCharAt(0, '?');
        }
        return query.toString();
    }
}
