package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.VsockAddress;
import org.nbdscript.server.ListenAddress;
import org.nbdscript.server.ListenAddress.Family;
import org.nbdscript.server.UnixPermissions;

/** The options that say where to listen. Those of nbdkit say one address; any number of {@code --listen} more. */
final class ListeningOptions {
    private static final String OTHERWISE_LISTEN = "; for several addresses give --listen several times";
    private static final int MOST_MODE = 0777;

    private final ParsedOptions options;

    ListeningOptions(ParsedOptions options) {
        this.options = options;
    }

    void checkConflicts() {
        options.conflict(
                CommandOption.PORT,
                CommandOption.UNIX,
                "the server listens either on TCP or on a unix socket" + OTHERWISE_LISTEN);
        options.conflict(
                CommandOption.VSOCK,
                CommandOption.UNIX,
                "the server listens either on vsock or on a unix socket" + OTHERWISE_LISTEN);
        options.conflict(CommandOption.VSOCK, CommandOption.IP_ADDRESS, "vsock has no internet addresses");
    }

    /** Where to listen, the address of nbdkit's options first. */
    List<Endpoint> endpoints() {
        UnixPermissions permissions = permissions();
        // All are parsed, so that all that is wrong with them is said.
        Endpoint unix = options.optional(CommandOption.UNIX, text -> ListenSyntax.unix(text, permissions));
        Endpoint port = new Endpoint.Known(options.has(CommandOption.VSOCK) ? vsock() : tcp());
        List<Endpoint> more = options.all(CommandOption.LISTEN, text -> ListenSyntax.parse(text, permissions));
        List<Endpoint> endpoints = new ArrayList<>();
        if (unix != null) {
            endpoints.add(unix);
        } else if (hasPort()) {
            endpoints.add(port);
        }
        endpoints.addAll(more);
        if (endpoints.isEmpty()) {
            endpoints.add(options.has(CommandOption.RUN) ? new Endpoint.PrivateUnix(permissions) : port);
        }
        return List.copyOf(endpoints);
    }

    /** With {@code --run} an address alone does not make it listen on TCP, as in nbdkit. */
    private boolean hasPort() {
        return options.has(CommandOption.PORT)
                || options.has(CommandOption.VSOCK)
                || (!options.has(CommandOption.RUN)
                        && options.lastOf(CommandOption.IP_ADDRESS, CommandOption.IPV4_ONLY, CommandOption.IPV6_ONLY)
                                != null);
    }

    private ListenAddress tcp() {
        return new ListenAddress.Tcp(
                options.optional(CommandOption.IP_ADDRESS, Function.identity()),
                options.value(CommandOption.PORT, PortSyntax::tcp, ListenAddress.DEFAULT_PORT),
                family());
    }

    private ListenAddress vsock() {
        return new ListenAddress.Vsock(
                VsockAddress.ANY_CID,
                options.value(CommandOption.PORT, text -> PortSyntax.vsock("a vsock port", text), (long)
                        ListenAddress.DEFAULT_PORT));
    }

    private Family family() {
        CommandOption last = options.lastOf(CommandOption.IPV4_ONLY, CommandOption.IPV6_ONLY);
        if (last == null) {
            return Family.ANY;
        }
        return last == CommandOption.IPV4_ONLY ? Family.IPV4 : Family.IPV6;
    }

    private UnixPermissions permissions() {
        return new UnixPermissions(
                options.optional(CommandOption.UNIX_MODE, ListeningOptions::mode),
                options.optional(CommandOption.UNIX_OWNER, OptionsParser::notEmpty),
                options.optional(CommandOption.UNIX_GROUP, OptionsParser::notEmpty));
    }

    private static @Nullable Integer mode(String text) {
        if (text.matches("0?[0-7]{3}")) {
            int mode = Integer.parseInt(text, 8);
            if (mode <= MOST_MODE) {
                return mode;
            }
        }
        throw new IllegalArgumentException(
                "expected permissions as three octal digits such as 660, got '" + text + "'");
    }
}
