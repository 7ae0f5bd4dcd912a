package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.VsockAddress;
import org.nbdscript.server.GivenConnection;
import org.nbdscript.server.ListenAddress;
import org.nbdscript.server.ListenAddress.Family;
import org.nbdscript.server.UnixPermissions;

/** The options that say where to listen. Those of nbdkit say one address; any number of {@code --listen} more. */
final class ListeningOptions {
    private static final String OTHERWISE_LISTEN = "; for several addresses give --listen several times";
    private static final String NO_LISTENING = "its only client is on standard input and output";
    private static final int MOST_MODE = 0777;

    /** Those that say where to listen, but for --listen. */
    private static final List<CommandOption> ONE_ADDRESS = List.of(
            CommandOption.PORT,
            CommandOption.IP_ADDRESS,
            CommandOption.IPV4_ONLY,
            CommandOption.IPV6_ONLY,
            CommandOption.UNIX,
            CommandOption.VSOCK);

    private final ParsedOptions options;
    private final SocketActivation activation;

    ListeningOptions(ParsedOptions options, SocketActivation activation) {
        this.options = options;
        this.activation = activation;
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
        for (CommandOption option : ONE_ADDRESS) {
            options.conflict(CommandOption.SINGLE, option, NO_LISTENING);
        }
        options.conflict(CommandOption.SINGLE, CommandOption.LISTEN, NO_LISTENING);
        options.conflict(CommandOption.SINGLE, CommandOption.TRANSMISSION, NO_LISTENING);
        options.conflict(CommandOption.SINGLE, CommandOption.RUN, "the command has standard input and output");
        options.conflict(CommandOption.SINGLE, CommandOption.DUMP_PLUGIN, "standard output is the client");
        options.conflict(CommandOption.SINGLE, CommandOption.DAEMON, "the client is in the foreground");
        if (!activation.sockets().isEmpty()) {
            ONE_ADDRESS.forEach(this::conflictsWithActivation);
            conflictsWithActivation(CommandOption.SINGLE);
            conflictsWithActivation(CommandOption.RUN);
            conflictsWithActivation(CommandOption.DAEMON);
        }
    }

    private void conflictsWithActivation(CommandOption option) {
        if (options.has(option)) {
            options.problem(option.longName() + " and LISTEN_FDS exclude each other: the sockets were passed by the"
                    + " process that started this one");
        }
    }

    /** Clients that have connected already, but for the one of {@code --single}. */
    List<GivenConnection> given() {
        return options.all(CommandOption.TRANSMISSION, TransmissionSyntax::parse);
    }

    /** Where to listen, the address of nbdkit's options first. */
    List<Endpoint> endpoints() {
        UnixPermissions permissions = permissions();
        // All are parsed, so that all that is wrong with them is said.
        Endpoint unix = options.optional(CommandOption.UNIX, text -> ListenSyntax.unix(text, permissions));
        Endpoint port = new Endpoint.Known(options.has(CommandOption.VSOCK) ? vsock() : tcp());
        List<Endpoint> more = options.all(CommandOption.LISTEN, text -> ListenSyntax.parse(text, permissions));
        List<Endpoint> endpoints = new ArrayList<>();
        activation.sockets().forEach(socket -> endpoints.add(new Endpoint.Known(socket)));
        if (unix != null) {
            endpoints.add(unix);
        } else if (hasPort()) {
            endpoints.add(port);
        }
        endpoints.addAll(more);
        boolean hasClients = options.has(CommandOption.SINGLE)
                || (options.has(CommandOption.TRANSMISSION) && !options.has(CommandOption.RUN));
        if (endpoints.isEmpty() && !hasClients) {
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
