package org.nbdscript.protocol;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@link NbdUri}; the JDK splits the URI into its components, and the NBD rules for each are here. */
final class NbdUriParser {
    private static final String SCHEMES = "nbd, nbds, nbd+unix, nbds+unix, nbd+vsock or nbds+vsock";
    private static final long MAX_UNSIGNED_INT = 0xffff_ffffL;
    private static final long LOCAL_CID = 1;

    private final String text;
    private final URI uri;

    private NbdUriParser(String text, URI uri) {
        this.text = text;
        this.uri = uri;
    }

    static NbdUri parse(String text) {
        try {
            return new NbdUriParser(text, new URI(text)).parse();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is not a URI: " + e.getMessage(), e);
        }
    }

    private NbdUri parse() {
        String scheme = uri.getScheme();
        if (scheme == null || uri.isOpaque()) {
            throw wrong("expected " + SCHEMES + " and '://'");
        }
        Map<String, String> parameters = parameters();
        String transport = scheme.replaceFirst("^nbds?", "");
        NbdUri.Endpoint endpoint = switch (scheme) {
            case "nbd", "nbds" -> tcp();
            case "nbd+unix", "nbds+unix" -> unix(parameters.remove("socket"));
            case "nbd+vsock", "nbds+vsock" -> vsock();
            default -> throw wrong("expected the scheme " + SCHEMES + ", but '" + scheme + "' came");
        };
        boolean tls = scheme.length() - transport.length() == "nbds".length();
        return new NbdUri(tls, endpoint, export(), user(), parameters);
    }

    private NbdUri.Tcp tcp() {
        String hostAndPort = hostAndPort();
        String host = host(hostAndPort);
        if (host.isEmpty()) {
            throw wrong("expected a host");
        }
        long port = port(hostAndPort, 65535);
        if (port == 0) {
            throw wrong("expected a port from 1 to 65535, but 0 came");
        }
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        return new NbdUri.Tcp(PercentEncoding.decode(host), (int) port);
    }

    private NbdUri.Unix unix(@Nullable String socket) {
        if (socket == null || socket.isEmpty()) {
            throw wrong("expected a parameter 'socket=PATH'");
        }
        return new NbdUri.Unix(socket);
    }

    private NbdUri.Vsock vsock() {
        String hostAndPort = hostAndPort();
        String cid = host(hostAndPort);
        return new NbdUri.Vsock(
                cid.isEmpty() ? LOCAL_CID : number(cid, MAX_UNSIGNED_INT, "a context id"),
                port(hostAndPort, MAX_UNSIGNED_INT));
    }

    private String authority() {
        String authority = uri.getRawAuthority();
        return authority == null ? "" : authority;
    }

    private String hostAndPort() {
        return authority().substring(authority().lastIndexOf('@') + 1);
    }

    private @Nullable String user() {
        int end = authority().lastIndexOf('@');
        return end < 0 ? null : PercentEncoding.decode(authority().substring(0, end));
    }

    private static String host(String hostAndPort) {
        int end = portColon(hostAndPort);
        return end < 0 ? hostAndPort : hostAndPort.substring(0, end);
    }

    private long port(String hostAndPort, long max) {
        int colon = portColon(hostAndPort);
        if (colon < 0 || colon == hostAndPort.length() - 1) {
            return NbdUri.DEFAULT_PORT;
        }
        return number(hostAndPort.substring(colon + 1), max, "a port");
    }

    /** The colon before the port, not one inside an IPv6 address; -1 without a port. */
    private static int portColon(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return colon > hostAndPort.lastIndexOf(']') ? colon : -1;
    }

    private long number(String digits, long max, String what) {
        boolean allDigits = digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (allDigits && digits.length() <= 10 && Long.parseLong(digits) <= max) {
            return Long.parseLong(digits);
        }
        throw wrong("expected " + what + " from 0 to " + max + ", but '" + digits + "' came");
    }

    private String export() {
        String path = uri.getRawPath();
        if (path == null || path.isEmpty()) {
            return "";
        }
        String export = PercentEncoding.decode(path.substring(1));
        if (export.indexOf('\0') >= 0) {
            throw wrong("expected an export name without NUL");
        }
        return export;
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = uri.getRawQuery();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = PercentEncoding.decode(equals < 0 ? parameter : parameter.substring(0, equals));
            String value = equals < 0 ? "" : PercentEncoding.decode(parameter.substring(equals + 1));
            if (parameters.putIfAbsent(name, value) != null) {
                throw wrong("the parameter '" + name + "' comes twice");
            }
        }
        return parameters;
    }

    private IllegalArgumentException wrong(String problem) {
        return new IllegalArgumentException("'" + text + "' is not an NBD URI: " + problem);
    }
}
