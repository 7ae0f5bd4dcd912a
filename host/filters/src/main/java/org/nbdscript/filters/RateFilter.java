package org.nbdscript.filters;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ClientAddress;
import org.nbdscript.api.ConfinedFunction;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Limits how many bits a second pass, for the server, for each address and for each connection. */
public final class RateFilter implements Filter {
    private final LongSupplier nanoTime;
    private final Supplier<LocalDateTime> wallClock;
    private final Map<ClientAddress, Budget> budgets = new HashMap<>();
    private @Nullable HostServices services;
    /** Null where there is no limit. */
    private @Nullable RateLimit server;

    private @Nullable RateSource connectionRate;
    private @Nullable RateSource addressRate;
    private @Nullable ConfinedFunction function;
    private double burstSeconds = 2;

    /** What was wrong with the function's last answer, to be told once. */
    private volatile String complaint = "";

    /** What one address may use. */
    private static final class Budget {
        private final RateLimit limit;
        private int connections;

        Budget(RateLimit limit) {
            this.limit = limit;
        }
    }

    /** By the clocks of the system. */
    public RateFilter() {
        this(System::nanoTime, LocalDateTime::now);
    }

    RateFilter(LongSupplier nanoTime, Supplier<LocalDateTime> wallClock) {
        this.nanoTime = nanoTime;
        this.wallClock = wallClock;
    }

    @Override
    public String name() {
        return "rate";
    }

    @Override
    public String description() {
        return "Limits how many bits a second pass: of all clients, of each address, of each connection.";
    }

    @Override
    public void load(HostServices host) {
        services = host;
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                rate("rate", "bits a second that all clients together read, and as many that they write"),
                rate("address-rate", "the same for the clients of each address"),
                rate("connection-rate", "the same for each connection"),
                file("rate-file", "the rate stands in this file, as soon as and as long as there is one"),
                file("connection-rate-file", "the same with connection-rate"),
                Parameter.builder("rate-schedule", ParameterType.STRING)
                        .help("the rate by time of day, as in 08:00=1M,18:00=10M, or since the start, as in"
                                + " +0=1M,+30s=10M")
                        .build(),
                Parameter.builder("rate-function", ParameterType.STRING)
                        .help(
                                "the rate of each connection, as a function in JavaScript: (now, connection) => now.hour < 8 ?"
                                        + " 10e6 : 1e6")
                        .build(),
                Parameter.builder("burstiness", ParameterType.DURATION)
                        .defaultText("2")
                        .help("what is not used is kept for so long, and may pass at once then")
                        .build());
    }

    private static Parameter rate(String name, String help) {
        return Parameter.builder(name, ParameterType.SIZE)
                .range(0, Long.MAX_VALUE)
                .help(help + "; 0 for no limit")
                .build();
    }

    private static Parameter file(String name, String help) {
        return Parameter.builder(name, ParameterType.PATH).help(help).build();
    }

    @Override
    public void configure(ParameterValues values) {
        burstSeconds = values.getDuration("burstiness").toNanos() / 1e9;
        if (burstSeconds <= 0) {
            throw new IllegalArgumentException("burstiness must be more than 0");
        }
        RateSource serverRate = fileOr(values, "rate-file", scheduleOr(values, fixed(values, "rate")));
        server = serverRate == null ? null : limit(serverRate);
        connectionRate = fileOr(values, "connection-rate-file", fixed(values, "connection-rate"));
        addressRate = fixed(values, "address-rate");
        if (values.has("rate-function")) {
            function = function(values);
        }
    }

    private ConfinedFunction function(ParameterValues values) {
        if (connectionRate != null) {
            throw new IllegalArgumentException(
                    "rate-function gives the rate of each connection, as connection-rate and connection-rate-file do:"
                            + " only one of them can be given");
        }
        return host().confinedFunction("rate-function", values.getString("rate-function"), RateFunction.LIMITS);
    }

    private HostServices host() {
        return Objects.requireNonNull(services, "a filter is loaded first");
    }

    private void complain(String message) {
        if (!message.equals(complaint)) {
            complaint = message;
            host().warn(message);
        }
    }

    private static @Nullable RateSource fixed(ParameterValues values, String name) {
        long rate = values.has(name) ? values.getLong(name) : 0;
        return rate == 0 ? null : () -> rate;
    }

    private @Nullable RateSource scheduleOr(ParameterValues values, @Nullable RateSource otherwise) {
        if (!values.has("rate-schedule")) {
            return otherwise;
        }
        if (values.has("rate")) {
            throw new IllegalArgumentException("rate and rate-schedule cannot both be given");
        }
        long start = nanoTime.getAsLong();
        return RateSchedule.parse(
                values.getString("rate-schedule"),
                () -> nanoTime.getAsLong() - start,
                () -> wallClock.get().toLocalTime());
    }

    private @Nullable RateSource fileOr(ParameterValues values, String name, @Nullable RateSource otherwise) {
        return values.has(name) ? new RateFile(values.getPath(name), otherwise, host(), nanoTime) : otherwise;
    }

    private RateLimit limit(RateSource source) {
        return RateLimit.of(source, burstSeconds, nanoTime);
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        List<RateLimit> limits = new ArrayList<>();
        if (server != null) {
            limits.add(server);
        }
        if (connectionRate != null) {
            limits.add(limit(connectionRate));
        }
        if (function != null) {
            limits.add(limit(new RateFunction(function, context, wallClock, nanoTime, this::complain)));
        }
        Runnable onClose = () -> {};
        RateSource shared = addressRate;
        if (shared != null) {
            ClientAddress address = ClientAddress.of(context.peer());
            limits.add(share(address, shared));
            onClose = () -> leave(address);
        }
        return limits.isEmpty() ? disk : new RateDisk(disk, context, limits, onClose);
    }

    /** Who disconnects does not get another budget by coming back. */
    private RateLimit share(ClientAddress address, RateSource rate) {
        synchronized (budgets) {
            budgets.values().removeIf(budget -> budget.connections == 0 && budget.limit.isUnused());
            Budget budget = budgets.computeIfAbsent(address, ignored -> new Budget(limit(rate)));
            budget.connections++;
            return budget.limit;
        }
    }

    private void leave(ClientAddress address) {
        synchronized (budgets) {
            Budget budget = budgets.get(address);
            if (budget != null) {
                budget.connections--;
            }
        }
    }

    @Override
    public void unload() {
        if (function != null) {
            function.close();
        }
    }
}
