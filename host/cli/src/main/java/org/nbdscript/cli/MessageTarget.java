package org.nbdscript.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.nbdscript.posix.PosixException;
import org.nbdscript.posix.Syslog;

/** Takes the lines of an event. */
@FunctionalInterface
interface MessageTarget {
    /** Takes them all at once, so that those of several threads do not mix. */
    void write(MessageLevel level, List<String> lines);

    /**
     * A stream; errors are red there if it is coloured.
     *
     * @param stream does not buffer
     */
    static MessageTarget stream(PrintStream stream, boolean coloured) {
        return (level, lines) -> {
            String text = String.join(System.lineSeparator(), lines);
            String shown = coloured && level == MessageLevel.ERROR ? "\u001b[31m" + text + "\u001b[0m" : text;
            byte[] bytes = (shown + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
            stream.write(bytes, 0, bytes.length);
            stream.flush();
        };
    }

    /** The log of the system, which adds the time and the program's name itself. */
    static MessageTarget syslog(String name) throws PosixException {
        Syslog.open(name);
        return (level, lines) -> {
            for (String line : lines) {
                try {
                    Syslog.send(level.priority(), line);
                } catch (PosixException e) {
                    return; // it was there when it was opened; there is nobody to tell
                }
            }
        };
    }
}
