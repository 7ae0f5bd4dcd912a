package org.nbdscript.filters;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Ends connections that last too long. */
public final class TimeLimitFilter implements Filter {
    private Duration limit = Duration.ZERO;
    private @Nullable ScheduledExecutorService clock;

    @Override
    public String name() {
        return "time-limit";
    }

    @Override
    public String description() {
        return "Disconnects clients after a time; requests in flight are answered.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(Parameter.builder("time-limit", ParameterType.DURATION)
                .range(0, Long.MAX_VALUE)
                .defaultText("60s")
                .help("how long a client may stay; 0 for ever")
                .build());
    }

    @Override
    public void configure(ParameterValues values) {
        limit = values.getDuration("time-limit");
    }

    @Override
    public void afterFork(Next next) {
        clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("time-limit").factory());
    }

    @Override
    public void preconnect(ConnectionContext context, Next next) {
        next.preconnect(context);
        ScheduledExecutorService timer = clock;
        if (!limit.isZero() && timer != null) {
            Future<?> end = timer.schedule(() -> context.disconnect(false), limit.toNanos(), TimeUnit.NANOSECONDS);
            context.onClose(() -> end.cancel(false));
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
