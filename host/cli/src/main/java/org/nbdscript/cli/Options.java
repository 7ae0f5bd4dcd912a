package org.nbdscript.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.engine.Alignment;
import org.nbdscript.server.Admission;
import org.nbdscript.server.GivenConnection;
import org.nbdscript.server.HandshakeOffer;
import org.nbdscript.server.KeepAlive;

/**
 * What the command line asks for.
 *
 * @param action what to do
 * @param endpoints where to listen
 * @param given clients that have connected already, but for a single one
 * @param single serve one client on standard input and output
 * @param admission how clients come and go
 * @param access who may be a client
 * @param readOnly serve all exports read-only
 * @param exportName the export that the printed URI names; empty for the default one
 * @param threads threads a connection for plugins that block
 * @param alignment what becomes of requests that are not as a disk's block sizes want it
 * @param pidFile where to write the process id when the server is ready, absolute; null for nowhere
 * @param verbose show debug messages
 * @param command the shell's text to run while serving; null to serve until a signal
 * @param printUri print the URI on standard output
 * @param exitWithParent end when the parent process ends
 * @param daemon go to the background
 * @param quiet no start message
 * @param handshake how much of the handshake to offer
 * @param keepAlive whether to find out that silent TCP clients are gone; null for not
 * @param tls what it asks for of TLS
 * @param process what it asks of the process itself
 * @param completion the shell to print the completion for; null for none
 * @param filters names or files of filters; the first one is nearest to the client
 * @param arguments the plugin or script, and its parameters
 */
record Options(
        Action action,
        List<Endpoint> endpoints,
        List<GivenConnection> given,
        boolean single,
        Admission admission,
        AccessOptions access,
        boolean readOnly,
        String exportName,
        int threads,
        Alignment alignment,
        @Nullable Path pidFile,
        boolean verbose,
        @Nullable String command,
        boolean printUri,
        boolean exitWithParent,
        boolean daemon,
        boolean quiet,
        HandshakeOffer handshake,
        @Nullable KeepAlive keepAlive,
        TlsOptions tls,
        ProcessOptions process,
        Completion.@Nullable Shell completion,
        List<String> filters,
        List<String> arguments) {

    /** What to do. */
    enum Action {
        /** Serve. */
        SERVE,
        /** Print help. */
        HELP,
        /** Print the version. */
        VERSION,
        /** Print what is known of a plugin, for programs. */
        DUMP_PLUGIN,
        /** Print what is known of this program, for programs. */
        DUMP_CONFIG,
        /** Print the long options. */
        LONG_OPTIONS,
        /** Print the short options. */
        SHORT_OPTIONS,
        /** Print the completion for a shell. */
        COMPLETION,
        /** Print the manual page. */
        MANUAL
    }
}
