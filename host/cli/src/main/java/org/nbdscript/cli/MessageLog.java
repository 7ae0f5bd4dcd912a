package org.nbdscript.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.nbdscript.posix.PosixException;

/**
 * Where all messages go: errors and warnings to where {@code --log} says; debug messages and what scripts print go
 * there too if that is a file, and to standard error else.
 */
final class MessageLog {
    private static final String PROGRAM = "nbdscript";

    private final LogOptions options;
    private final String name;
    private final boolean verbose;
    private volatile Output messages;
    private volatile Output others;

    private record Output(MessageFormat format, MessageTarget target) {
        void write(MessageLevel level, String message) {
            target.write(level, format.lines(level, message));
        }
    }

    private MessageLog(LogOptions options, String name, boolean verbose) {
        this.options = options;
        this.name = name;
        this.verbose = verbose;
        this.others = standardError();
        this.messages = this.others;
    }

    /** A log to standard error, for what is to be said before the options are known. */
    static MessageLog ofStandardError() {
        return new MessageLog(LogOptions.DEFAULT, "", false);
    }

    /**
     * The log that the options ask for.
     *
     * @param name of the server; may be empty
     * @param verbose whether debug messages are shown
     * @throws StartException if the file cannot be opened, or there is no log of the system
     */
    static MessageLog of(LogOptions options, String name, boolean verbose) {
        MessageLog log = new MessageLog(options, name, verbose);
        log.open();
        return log;
    }

    private void open() {
        switch (options.target()) {
            case FILE -> {
                messages = file(Objects.requireNonNull(options.file()));
                others = messages;
            }
            case SYSLOG -> messages = syslog();
            case NULL -> messages = nowhere();
            case DEFAULT, STDERR -> {}
        }
    }

    /** Goes on in the log of the system, now that there is no standard error, unless the options say otherwise. */
    void standardErrorIsGone() {
        switch (options.target()) {
            case DEFAULT -> {
                messages = syslog();
                others = messages;
            }
            case SYSLOG -> others = messages;
            case STDERR, NULL -> {
                messages = nowhere();
                others = messages;
            }
            case FILE -> {}
        }
    }

    private Output standardError() {
        String noColour = System.getenv("NO_COLOR");
        boolean isText = options.format() == LogOptions.Format.TEXT;
        boolean coloured = isText && isTerminal() && (noColour == null || noColour.isEmpty());
        return new Output(format(TextFormat.Time.DEBUG), MessageTarget.stream(System.err, coloured));
    }

    private Output file(Path path) {
        try {
            // A FileChannel would be closed by the interruption of a thread that logs.
            PrintStream stream =
                    new PrintStream(new FileOutputStream(path.toFile(), true), false, StandardCharsets.UTF_8);
            return new Output(format(TextFormat.Time.ALWAYS), MessageTarget.stream(stream, false));
        } catch (IOException e) {
            throw new StartException("--log: cannot open " + IoProblem.reason(e), e);
        }
    }

    private Output syslog() {
        try {
            MessageTarget target = MessageTarget.syslog(name.isEmpty() ? PROGRAM : PROGRAM + "-" + name);
            return new Output(format(TextFormat.Time.NEVER), target);
        } catch (PosixException e) {
            throw new StartException("--log=syslog does not work on this system: " + e.getMessage(), e);
        }
    }

    private static Output nowhere() {
        return new Output((level, message) -> List.of(), (level, lines) -> {});
    }

    private MessageFormat format(TextFormat.Time time) {
        if (options.format() == LogOptions.Format.JSON) {
            return new JsonFormat(name, ProcessHandle.current().pid(), InstantSource.system());
        }
        // The log of the system says itself whose message it is, and when it came.
        String prefix = name.isEmpty() ? PROGRAM + ": " : PROGRAM + "[" + name + "]: ";
        return new TextFormat(time == TextFormat.Time.NEVER ? "" : prefix, time);
    }

    /** Whether standard error is a terminal. */
    static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false; // without /proc: then there is neither colour nor start message
        }
    }

    /** Whether debug messages are shown. */
    boolean isVerbose() {
        return verbose;
    }

    void error(String message) {
        messages.write(MessageLevel.ERROR, message);
    }

    /** Says why the program ends: whoever started it sees that on standard error too, wherever messages go. */
    void fatal(String message) {
        error(message);
        if (options.target() != LogOptions.Target.DEFAULT && options.target() != LogOptions.Target.STDERR) {
            standardError().write(MessageLevel.ERROR, message);
        }
    }

    void warn(String message) {
        messages.write(MessageLevel.WARNING, message);
    }

    void debug(String message) {
        if (verbose) {
            others.write(MessageLevel.DEBUG, message);
        }
    }

    /** Takes a line that a script printed. */
    void print(String line) {
        others.write(MessageLevel.PRINT, line);
    }
}
