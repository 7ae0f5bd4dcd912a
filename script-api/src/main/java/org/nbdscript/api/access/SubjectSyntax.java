package org.nbdscript.api.access;

import java.net.InetAddress;
import java.util.Locale;
import org.nbdscript.api.access.Subject.Named;
import org.nbdscript.api.access.Subject.Numbered;

/** Reads subjects: {@code any}, {@code 192.0.2.0/24}, {@code uid:1000}, {@code dn:CN=*,O=Example} and the like. */
public final class SubjectSyntax {
    private static final long MOST = 0xffff_ffffL;

    private SubjectSyntax() {}

    /**
     * Reads a subject.
     *
     * @throws IllegalArgumentException saying what was expected and what came
     */
    public static Subject parse(String text) {
        int colon = text.indexOf(':');
        String key = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        String value = text.substring(colon + 1);
        return switch (key) {
            case "uid" -> number(Numbered.UID, value);
            case "gid" -> number(Numbered.GID, value);
            case "pid" -> number(Numbered.PID, value);
            case "cid" -> number(Numbered.CID, value);
            case "dn" -> name(Named.DN, value);
            case "issuer-dn" -> name(Named.ISSUER_DN, value);
            case "tls-user" -> name(Named.TLS_USER, value);
            default -> kindOrNetwork(text);
        };
    }

    private static Subject kindOrNetwork(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "any", "all" -> Subject.Kind.ANY;
            case "ipv4", "anyipv4", "allipv4" -> Subject.Kind.IPV4;
            case "ipv6", "anyipv6", "allipv6" -> Subject.Kind.IPV6;
            case "unix", "anyunix", "allunix" -> Subject.Kind.UNIX;
            case "vsock", "anyvsock", "allvsock" -> Subject.Kind.VSOCK;
            default -> network(text);
        };
    }

    private static Subject network(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(requireWhole(literal));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "expected any, ipv4, ipv6, unix, vsock, an address such as 192.0.2.7 or 2001:db8::1, a network such"
                            + " as 192.0.2.0/24, or uid:, gid:, pid:, cid:, dn:, issuer-dn: or tls-user: and what"
                            + " belongs to it, got '" + text + "'",
                    e);
        }
        int bits = address.getAddress().length * Byte.SIZE;
        if (slash < 0) {
            return new Subject.Network(address, bits);
        }
        String prefix = text.substring(slash + 1);
        if (!prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > bits) {
            throw new IllegalArgumentException(
                    "expected a prefix from 0 to " + bits + " after the slash, got '" + text + "'");
        }
        return new Subject.Network(address, Integer.parseInt(prefix));
    }

    /** The JDK takes fewer than four numbers for an address as well, and means another one than a reader would. */
    private static String requireWhole(String literal) {
        if (literal.contains(":") || literal.matches("[0-9]+(\\.[0-9]+){3}")) {
            return literal;
        }
        throw new IllegalArgumentException(literal);
    }

    private static Subject number(Numbered kind, String text) {
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > MOST) {
            throw new IllegalArgumentException(
                    "expected a number after " + kind.name().toLowerCase(Locale.ROOT) + ":, got '" + text + "'");
        }
        return new Subject.WithNumber(kind, Long.parseLong(text));
    }

    private static Subject name(Named kind, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("expected a name, in which * stands for any text, after "
                    + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + ":");
        }
        return new Subject.WithName(kind, text);
    }
}
