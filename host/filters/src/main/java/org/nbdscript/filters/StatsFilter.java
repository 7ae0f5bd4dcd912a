package org.nbdscript.filters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Measures requests. */
public final class StatsFilter implements Filter {
    private final LongSupplier nanoTime;
    private final RequestStatistics statistics = new RequestStatistics();
    private @Nullable HostServices services;
    private @Nullable Path file;
    private boolean appends;
    private boolean isJson;
    private Duration interval = Duration.ZERO;
    private long began;
    private @Nullable ScheduledExecutorService clock;

    /** A filter that goes by the system's clock. */
    public StatsFilter() {
        this(System::nanoTime);
    }

    StatsFilter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public String name() {
        return "stats";
    }

    @Override
    public String description() {
        return "Measures requests: how many, how large, how long they take. Writes it into a file at the end, and while"
                + " the server runs if that is wanted.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("statsfile", ParameterType.PATH)
                        .required()
                        .help("the file")
                        .build(),
                Parameter.builder("statsappend", ParameterType.BOOL)
                        .defaultText("false")
                        .help("keep what the file has")
                        .build(),
                Parameter.builder("statsformat", ParameterType.ENUM)
                        .choices(List.of("text", "json"))
                        .defaultText("text")
                        .help("for people or for programs")
                        .build(),
                Parameter.builder("statsinterval", ParameterType.DURATION)
                        .range(0, Long.MAX_VALUE)
                        .defaultText("0")
                        .help("how often to write while the server runs; 0 for at the end only")
                        .build());
    }

    @Override
    public void load(HostServices host) {
        services = host;
    }

    @Override
    public void configure(ParameterValues values) {
        file = values.getPath("statsfile");
        appends = values.getBoolean("statsappend");
        isJson = values.getString("statsformat").equals("json");
        interval = values.getDuration("statsinterval");
        if (appends && !interval.isZero()) {
            throw new IllegalArgumentException(
                    "statsappend and statsinterval exclude each other: a file that is written"
                            + " again and again cannot keep what it had");
        }
    }

    @Override
    public void afterFork(Next next) {
        began = nanoTime.getAsLong();
        if (!interval.isZero()) {
            clock = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("stats").factory());
            var _ = clock.scheduleAtFixedRate(
                    this::write, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void cleanup() {
        if (clock != null) {
            clock.shutdownNow();
        }
        write();
    }

    /** Whoever reads the file finds the old or the new statistics, never a part. */
    private synchronized void write() {
        Path target = Objects.requireNonNull(file);
        long elapsed = nanoTime.getAsLong() - began;
        String text = isJson ? statistics.json(elapsed) : statistics.text(elapsed);
        try {
            if (appends) {
                Files.writeString(target, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } else if (Files.isRegularFile(target) || Files.notExists(target)) {
                Path fresh = target.resolveSibling(target.getFileName() + ".new");
                Files.writeString(fresh, text);
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.writeString(target, text, StandardOpenOption.WRITE);
            }
        } catch (IOException e) {
            Objects.requireNonNull(services).error("statsfile: " + target + " cannot be written: " + e);
        }
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        return new StatsDisk(next.open(context), statistics, nanoTime);
    }
}
