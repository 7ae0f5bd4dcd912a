package org.nbdscript.filters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;

/** Where the log goes: a file, a script, both, or nowhere. A log that fails is told once, and requests go on. */
final class RequestLog implements AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

    private final HostServices services;
    private final Clock clock;
    private final boolean isJson;
    private final @Nullable String script;
    private final @Nullable Writer file;
    private boolean hasFailed;

    RequestLog(
            HostServices services,
            Clock clock,
            @Nullable Path path,
            boolean appends,
            boolean isJson,
            @Nullable String script) {
        this.services = services;
        this.clock = clock;
        this.isJson = isJson;
        this.script = script;
        this.file = path == null ? null : open(path, appends);
    }

    private static Writer open(Path path, boolean appends) {
        try {
            return Files.newBufferedWriter(
                    path,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    appends ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("logfile: " + path + " cannot be written: " + e, e);
        }
    }

    /**
     * Writes an event.
     *
     * @param type ENTER or LEAVE for the two lines of a request, else PRINT
     */
    synchronized void write(String type, LogLine line) {
        try {
            if (file != null) {
                file.write(format(type, line));
                file.flush();
            }
            if (script != null) {
                run(script, type, line);
            }
        } catch (IOException e) {
            if (!hasFailed) {
                hasFailed = true;
                services.error("log: the log cannot be written: " + e);
            }
        }
    }

    private String format(String type, LogLine line) {
        String text = isJson
                ? line.json(OffsetDateTime.now(clock).toString(), type)
                : LocalDateTime.now(clock).format(TIME) + " " + line.text(type);
        return text + "\n";
    }

    private static void run(String script, String type, LogLine line) throws IOException {
        ProcessBuilder builder = ShellCommand.of(script).inheritIO();
        builder.environment().putAll(line.variables());
        builder.environment().put("act", line.action());
        builder.environment().put("type", type);
        try {
            builder.start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                services.error("log: the log cannot be closed: " + e);
            }
        }
    }
}
