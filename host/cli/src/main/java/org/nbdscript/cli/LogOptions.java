package org.nbdscript.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where messages go, and how they look there.
 *
 * @param target where to
 * @param file the file, absolute; null unless the target is one
 * @param format how an event looks
 */
record LogOptions(Target target, @Nullable Path file, Format format) {
    /** Standard error, as text. */
    static final LogOptions DEFAULT = new LogOptions(Target.DEFAULT, null, Format.TEXT);

    /** Where messages go. */
    enum Target {
        /** Standard error, and the log of the system once the server is in the background. */
        DEFAULT,
        /** Standard error. */
        STDERR,
        /** The log of the system. */
        SYSLOG,
        /** Nowhere. */
        NULL,
        /** The end of a file. */
        FILE
    }

    /** How an event looks. */
    enum Format {
        /** A line for people; what more there is to say is indented below it. */
        TEXT,
        /** An object of JSON in one line. */
        JSON
    }

    /**
     * Parses the value of {@code --log}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static LogOptions parse(String text) {
        return switch (text) {
            case "default" -> DEFAULT;
            case "stderr" -> new LogOptions(Target.STDERR, null, Format.TEXT);
            case "syslog" -> new LogOptions(Target.SYSLOG, null, Format.TEXT);
            case "null" -> new LogOptions(Target.NULL, null, Format.TEXT);
            default -> {
                if (!text.startsWith("/")) {
                    throw new IllegalArgumentException(
                            "expected stderr, syslog, null, default or the absolute path of a file, got '" + text
                                    + "'");
                }
                yield new LogOptions(Target.FILE, Path.of(text), Format.TEXT);
            }
        };
    }

    /** Parses the value of {@code --log-format}. */
    static Format format(String text) {
        return switch (text) {
            case "text" -> Format.TEXT;
            case "json" -> Format.JSON;
            default -> throw new IllegalArgumentException("expected text or json, got '" + text + "'");
        };
    }

    /** The same in another format. */
    LogOptions withFormat(Format value) {
        return new LogOptions(target, file, value);
    }

    /** The same for a process without a standard error: what would go there by default goes to the system's log. */
    LogOptions withoutStandardError() {
        return target == Target.DEFAULT ? new LogOptions(Target.SYSLOG, file, format) : this;
    }

    /** What the target is called on the command line. */
    @Override
    public String toString() {
        return file == null ? target.name().toLowerCase(Locale.ROOT) : Objects.toString(file);
    }
}
