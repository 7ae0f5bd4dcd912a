package org.nbdscript.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads ports from the command line. */
final class PortSyntax {
    private static final int MAXIMUM = 65535;
    private static final long VSOCK_MAXIMUM = 0xffff_ffffL;

    private PortSyntax() {}

    /** A TCP port: a number from 0 to 65535, or the name of a service. */
    static int tcp(String text) {
        if (text.matches("[0-9]{1,9}")) {
            int port = Integer.parseInt(text);
            if (port <= MAXIMUM) {
                return port;
            }
        } else {
            Integer port = service(text);
            if (port != null) {
                return port;
            }
        }
        throw new IllegalArgumentException(
                "expected a port from 0 to 65535 or the name of a TCP service of /etc/services, got '" + text + "'");
    }

    /** A number of vsock: unsigned 32 bits. */
    static long vsock(String what, String text) {
        if (text.matches("[0-9]{1,10}") && Long.parseLong(text) <= VSOCK_MAXIMUM) {
            return Long.parseLong(text);
        }
        throw new IllegalArgumentException("expected " + what + " from 0 to " + VSOCK_MAXIMUM + ", got '" + text + "'");
    }

    private static @Nullable Integer service(String name) {
        try (Stream<String> lines = Files.lines(Path.of("/etc/services"))) {
            return lines.map(line -> line.replaceFirst("#.*", "").strip().split("\\s+", -1))
                    .filter(fields -> fields.length > 1 && fields[1].endsWith("/tcp"))
                    .filter(fields -> List.of(fields).contains(name))
                    .map(fields -> Integer.valueOf(fields[1].replace("/tcp", "")))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null; // then there are no names of services here
        }
    }
}
