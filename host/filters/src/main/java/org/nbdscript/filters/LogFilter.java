package org.nbdscript.filters;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

/** Writes down each request. */
public final class LogFilter implements Filter {
    private final AtomicLong connections = new AtomicLong();
    private final Supplier<Clock> clock;
    private @Nullable HostServices services;
    private @Nullable Path file;
    private boolean appends;
    private boolean isJson;
    private @Nullable String script;
    private @Nullable RequestLog log;

    /**
     * A filter that goes by the system's clock. All filters are made to find one, so the clock is not: the JDK looks
     * for time zones in all jars.
     */
    public LogFilter() {
        clock = Clock::systemDefaultZone;
    }

    LogFilter(Clock clock) {
        this.clock = () -> clock;
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public String description() {
        return "Writes each request and its result into a file, or hands them to a shell script.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("logfile", ParameterType.PATH)
                        .help("the file")
                        .build(),
                Parameter.builder("logappend", ParameterType.BOOL)
                        .defaultText("false")
                        .help("keep what the file has")
                        .build(),
                Parameter.builder("logformat", ParameterType.ENUM)
                        .choices(List.of("text", "json"))
                        .defaultText("text")
                        .help("lines as nbdkit's, or a JSON object a line")
                        .build(),
                Parameter.builder("logscript", ParameterType.STRING)
                        .help("a shell command that is run for each line, with the line's fields as variables")
                        .build());
    }

    @Override
    public void load(HostServices host) {
        services = host;
    }

    @Override
    public void configure(ParameterValues values) {
        file = values.has("logfile") ? values.getPath("logfile") : null;
        appends = values.getBoolean("logappend");
        isJson = values.getString("logformat").equals("json");
        script = values.has("logscript") ? values.getString("logscript") : null;
    }

    @Override
    public void getReady() {
        log = new RequestLog(Objects.requireNonNull(services), clock.get(), file, appends, isJson, script);
        log.write("PRINT", new LogLine("Ready"));
    }

    @Override
    public void cleanup() {
        log().close();
    }

    private RequestLog log() {
        return Objects.requireNonNull(log);
    }

    @Override
    public void preconnect(ConnectionContext context, Next next) {
        next.preconnect(context);
        log().write(
                        "PRINT",
                        new LogLine("Preconnect").with("peer", context.peer().name()));
    }

    @Override
    public List<Export> listExports(ConnectionContext context, Next next) {
        List<Export> exports = next.listExports(context);
        log().write(
                        "PRINT",
                        new LogLine("ListExports")
                                .with("tls", context.isTls())
                                .with(
                                        "exports",
                                        exports.stream().map(Export::name).toList()));
        return exports;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        long connection = connections.incrementAndGet();
        Disk disk = next.open(context);
        log().write("PRINT", describe(context, disk, connection));
        return new LogDisk(disk, connection);
    }

    private static LogLine describe(OpenContext context, Disk disk, long connection) {
        Capabilities can = disk.capabilities();
        BlockSize sizes = disk.blockSize();
        LogLine line = new LogLine("Connect")
                .with("connection", connection)
                .with("export", context.exportName())
                .with("tls", context.isTls())
                .withHex("size", disk.size());
        if (sizes != null) {
            line.withHex("minsize", sizes.minimum())
                    .withHex("prefsize", sizes.preferred())
                    .withHex("maxsize", sizes.maximum());
        }
        return line.with("write", can.canWrite())
                .with("flush", can.canFlush())
                .with("rotational", can.isRotational())
                .with("trim", can.canTrim())
                .with("zero", supportNumber(can.zero()))
                .with("fua", supportNumber(can.fua()))
                .with("extents", can.canExtents())
                .with("cache", supportNumber(can.cache()))
                .with("fast_zero", can.canFastZero());
    }

    /** As nbdkit shows it. */
    private static int supportNumber(Support support) {
        return switch (support) {
            case NONE -> 0;
            case EMULATE -> 1;
            case NATIVE -> 2;
        };
    }

    private final class LogDisk extends AroundDisk {
        private final long connection;
        private final AtomicLong ids = new AtomicLong();

        LogDisk(Disk next, long connection) {
            super(next);
            this.connection = connection;
        }

        /** A script takes its time. */
        @Override
        public Blocking blocking() {
            return script == null ? next.blocking() : Blocking.PINS;
        }

        @Override
        void around(Operation operation, long offset, long length, RequestFlags flags, Runnable call) {
            long id = ids.incrementAndGet();
            LogLine line = line(operation, id);
            if (operation != Operation.FLUSH) {
                line.withHex("offset", offset).withHex("count", length);
            }
            if (flags.bits() != 0) {
                line.with("flags", flags.toString());
            }
            log().write("ENTER", line);
            try {
                call.run();
                log().write("LEAVE", line(operation, id).with("return", 0));
            } catch (NbdException e) {
                log().write(
                                "LEAVE",
                                line(operation, id)
                                        .with("return", -1)
                                        .with("error", e.errno().name()));
                throw e;
            }
        }

        private LogLine line(Operation operation, long id) {
            return new LogLine(operation.title()).with("connection", connection).with("id", id);
        }

        @Override
        public void close() {
            try {
                next.close();
            } finally {
                log().write(
                                "PRINT",
                                new LogLine("Disconnect")
                                        .with("connection", connection)
                                        .with("transactions", ids.get()));
            }
        }
    }
}
