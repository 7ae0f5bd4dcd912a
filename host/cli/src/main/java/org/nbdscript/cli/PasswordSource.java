package org.nbdscript.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where a password parameter says that the password is. The words are nbdkit's. */
final class PasswordSource {
    private static final int STANDARD_DESCRIPTORS = 3;

    private PasswordSource() {}

    /**
     * Reads a password: {@code -} asks on the terminal, {@code -FD} names a file descriptor and {@code +FILE} a file
     * whose first line it is; anything else is the password itself.
     *
     * @throws IllegalArgumentException if there is nothing to read there; the password is in no message
     */
    static String read(String parameter) {
        if (parameter.equals("-")) {
            return ask();
        }
        if (parameter.startsWith("-")) {
            return readDescriptor(parameter.substring(1));
        }
        return parameter.startsWith("+") ? firstLine(Path.of(parameter.substring(1)), "file ") : parameter;
    }

    @SuppressWarnings("SystemConsoleNull") // it is null or not by the system property jdk.console
    private static String ask() {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new IllegalArgumentException(
                    "a password of - is asked for on the terminal, but standard input or output"
                            + " is none; use +FILE or -FD instead");
        }
        char[] password = console.readPassword("password: ");
        if (password == null) {
            throw new IllegalArgumentException("no password was entered");
        }
        return new String(password);
    }

    private static String readDescriptor(String number) {
        if (!number.matches("[0-9]{1,9}") || Integer.parseInt(number) < STANDARD_DESCRIPTORS) {
            throw new IllegalArgumentException("expected -FD with the number of an open file descriptor from 3 on; a"
                    + " password that begins with a dash must come from a file: +FILE");
        }
        return firstLine(Path.of("/proc/self/fd", number), "file descriptor ");
    }

    private static String firstLine(Path file, String what) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return Objects.requireNonNullElse(reader.readLine(), "");
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "no password can be read from " + what + file.getFileName() + ": " + IoProblem.reason(e), e);
        }
    }
}
