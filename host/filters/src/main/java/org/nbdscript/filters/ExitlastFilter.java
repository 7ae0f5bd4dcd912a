package org.nbdscript.filters;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Ends the server when the last client has left. */
public final class ExitlastFilter implements Filter {
    private Duration grace = Duration.ZERO;
    private @Nullable HostServices services;
    private @Nullable ScheduledExecutorService clock;
    private @Nullable ScheduledFuture<?> pending;
    private int clients;

    @Override
    public String name() {
        return "exitlast";
    }

    @Override
    public String description() {
        return "Ends the server when the last client has left.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(Parameter.builder("exitlast-grace", ParameterType.DURATION)
                .range(0, Long.MAX_VALUE)
                .defaultText("0")
                .help("how long another client may take to come before the server ends")
                .build());
    }

    @Override
    public void load(HostServices host) {
        services = host;
    }

    @Override
    public void configure(ParameterValues values) {
        grace = values.getDuration("exitlast-grace");
    }

    @Override
    public void afterFork(Next next) {
        if (!grace.isZero()) {
            clock = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("exitlast").factory());
        }
    }

    @Override
    public void preconnect(ConnectionContext context, Next next) {
        next.preconnect(context);
        come();
        context.onClose(this::leave);
    }

    private synchronized void come() {
        clients++;
        if (pending != null) {
            pending.cancel(false);
            pending = null;
        }
    }

    private synchronized void leave() {
        clients--;
        if (clients > 0) {
            return;
        }
        if (clock == null) {
            Objects.requireNonNull(services).shutdown();
        } else {
            pending = clock.schedule(this::endIfAlone, grace.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** A client may have come while this began. */
    private synchronized void endIfAlone() {
        if (clients == 0) {
            Objects.requireNonNull(services).shutdown();
        }
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        return next.open(context);
    }

    @Override
    public void cleanup() {
        if (clock != null) {
            clock.shutdownNow();
        }
    }
}
