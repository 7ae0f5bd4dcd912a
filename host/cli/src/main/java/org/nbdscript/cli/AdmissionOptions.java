package org.nbdscript.cli;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ValueParser;
import org.nbdscript.server.Admission;
import org.nbdscript.server.Admission.WhenFull;

/** The options that say how many clients there may be, and when they have to go. */
final class AdmissionOptions {
    private final ParsedOptions options;

    AdmissionOptions(ParsedOptions options) {
        this.options = options;
    }

    Admission admission() {
        int all = options.value(
                CommandOption.MAX_CONNECTIONS, AdmissionOptions::connections, Admission.DEFAULT.connections());
        int perAddress = options.value(
                CommandOption.MAX_CONNECTIONS_PER_ADDRESS,
                AdmissionOptions::connections,
                Admission.DEFAULT.connectionsPerAddress());
        WhenFull whenFull = options.value(CommandOption.WHEN_FULL, AdmissionOptions::whenFull, WhenFull.REFUSE);
        return Admission.DEFAULT
                .withConnections(all, perAddress, whenFull)
                .withHandshakeTimeout(options.optional(CommandOption.TIMEOUT, AdmissionOptions::timeout))
                .withExitAfterLast(exitAfterLast());
    }

    private @Nullable Duration exitAfterLast() {
        Duration grace = options.optional(CommandOption.EXIT_LAST_GRACE, ValueParser::duration);
        return grace == null && options.has(CommandOption.EXIT_LAST) ? Duration.ZERO : grace;
    }

    private static int connections(String text) {
        long count = ValueParser.integer(text);
        if (count < 1 || count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("expected a number of 1 or more, got '" + text + "'");
        }
        return (int) count;
    }

    private static WhenFull whenFull(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "refuse" -> WhenFull.REFUSE;
            case "wait" -> WhenFull.WAIT;
            default -> throw new IllegalArgumentException("expected refuse or wait, got '" + text + "'");
        };
    }

    private static Duration timeout(String text) {
        Duration timeout = ValueParser.duration(text);
        if (timeout.isZero()) {
            throw new IllegalArgumentException("expected a time of more than 0, got '" + text + "'");
        }
        return timeout;
    }
}
