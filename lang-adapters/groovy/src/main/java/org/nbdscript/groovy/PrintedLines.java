package org.nbdscript.groovy;

import java.io.PrintWriter;
import java.io.Writer;
import org.nbdscript.api.HostServices;

/** What a script prints, handed to the host line by line. */
final class PrintedLines extends Writer {
    private final HostServices services;
    private final StringBuilder line = new StringBuilder();

    private PrintedLines(HostServices services) {
        this.services = services;
    }

    /** A writer for a script's {@code out}. */
    static PrintWriter writer(HostServices services) {
        return new PrintWriter(new PrintedLines(services));
    }

    @Override
    public void write(char[] text, int start, int length) {
        synchronized (line) {
            for (int i = start; i < start + length; i++) {
                if (text[i] == '\n') {
                    end();
                } else if (text[i] != '\r') {
                    line.append(text[i]);
                }
            }
        }
    }

    private void end() {
        services.print(line.toString());
        line.setLength(0);
    }

    @Override
    public void flush() {}

    /** Prints what has no end of line yet. */
    @Override
    public void close() {
        synchronized (line) {
            if (!line.isEmpty()) {
                end();
            }
        }
    }
}
