package org.nbdscript.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Standard error, where all messages go: an event a write, so that those of several threads do not mix.
 *
 * <p>Text that came from outside may hold anything: control characters are shown, not obeyed.
 */
final class ErrorStream {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final String PREFIX = "nbdscript: ";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream stream;
    private final boolean coloured;
    private final boolean verbose;

    ErrorStream(PrintStream stream, boolean coloured, boolean verbose) {
        this.stream = stream;
        this.coloured = coloured;
        this.verbose = verbose;
    }

    /** The process' standard error: coloured if that is a terminal and NO_COLOR is not set. */
    static ErrorStream ofProcess(boolean verbose) {
        String noColour = System.getenv("NO_COLOR");
        return new ErrorStream(System.err, isTerminal() && (noColour == null || noColour.isEmpty()), verbose);
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
        String text = PREFIX + "error: " + indented(message);
        write(coloured ? RED + text + PLAIN : text);
    }

    void warn(String message) {
        write(PREFIX + "warning: " + indented(message));
    }

    void debug(String message) {
        if (verbose) {
            write(PREFIX + LocalTime.now(ZoneId.systemDefault()).format(TIME) + " debug: " + indented(message));
        }
    }

    /** Writes text as it is. */
    void print(String text) {
        write(text);
    }

    private void write(String text) {
        byte[] line = (text + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
        stream.write(line, 0, line.length);
        stream.flush();
    }

    /** The lines after the first are indented, which shows that they belong to it. */
    private static String indented(String message) {
        StringBuilder text = new StringBuilder(message.length());
        message.stripTrailing().codePoints().forEach(character -> {
            if (character == '\n') {
                text.append("\n    ");
            } else if (Character.isISOControl(character) && character != '\t') {
                text.append(String.format(Locale.ROOT, "\\x%02x", character));
            } else {
                text.appendCodePoint(character);
            }
        });
        return text.toString();
    }
}
