package org.nbdscript.filters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Makes requests take longer. */
public final class DelayFilter implements Filter {
    /** What can be delayed. */
    enum Operation {
        READ,
        WRITE,
        ZERO,
        TRIM,
        EXTENTS,
        CACHE,
        OPEN,
        CLOSE;

        String parameter() {
            return "delay-" + name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Operation, Duration> delays = new EnumMap<>(Operation.class);
    private boolean isFastZeroDelayed = true;
    private @Nullable Path trigger;

    @Override
    public String name() {
        return "delay";
    }

    @Override
    public String description() {
        return "Makes requests take longer, each kind as long as it is told.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                delay("rdelay", "how much longer reads take; the same as delay-read"),
                delay("wdelay", "how much longer writes, zeroes and trims take"),
                delay("delay-read", "how much longer reads take"),
                delay("delay-write", "how much longer writes take"),
                delay("delay-zero", "how much longer zeroes take"),
                delay("delay-trim", "how much longer trims take"),
                delay("delay-extents", "how much longer it takes to list extents"),
                delay("delay-cache", "how much longer caching takes"),
                delay("delay-open", "how much longer it takes to open an export"),
                delay("delay-close", "how much longer it takes to close one"),
                Parameter.builder("delay-fast-zero", ParameterType.BOOL)
                        .defaultText("true")
                        .help("whether a fast zero is delayed too; if not, it is refused at once")
                        .build(),
                Parameter.builder("delay-trigger", ParameterType.PATH)
                        .help("requests are delayed only as long as this file exists")
                        .build());
    }

    private static Parameter delay(String name, String help) {
        return Parameter.builder(name, ParameterType.DURATION)
                .range(0, Long.MAX_VALUE)
                .help(help)
                .build();
    }

    @Override
    public void configure(ParameterValues values) {
        take(values, "rdelay", List.of(Operation.READ));
        take(values, "wdelay", List.of(Operation.WRITE, Operation.ZERO, Operation.TRIM));
        for (Operation operation : Operation.values()) {
            take(values, operation.parameter(), List.of(operation));
        }
        isFastZeroDelayed = values.getBoolean("delay-fast-zero");
        trigger = values.has("delay-trigger") ? values.getPath("delay-trigger") : null;
    }

    private void take(ParameterValues values, String name, List<Operation> operations) {
        if (values.has(name)) {
            operations.forEach(operation -> delays.put(operation, values.getDuration(name)));
        }
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        if (trigger == null || Files.exists(trigger)) {
            context.sleep(delays.getOrDefault(Operation.OPEN, Duration.ZERO));
        }
        return new DelayDisk(next.open(context), context, delays, isFastZeroDelayed, trigger);
    }
}
