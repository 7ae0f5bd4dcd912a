package org.nbdscript.filters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.RequestFlags;

/** Makes requests fail at random. */
public final class ErrorFilter implements Filter {
    /** The errors that the protocol has. */
    private static final List<String> ERRORS =
            List.of("EPERM", "EIO", "ENOMEM", "EINVAL", "ENOSPC", "EOVERFLOW", "ENOTSUP", "ESHUTDOWN");

    /** Flushes are never made to fail, as in nbdkit. */
    private static final List<Operation> OPERATIONS = List.of(
            Operation.PREAD, Operation.PWRITE, Operation.TRIM, Operation.ZERO, Operation.EXTENTS, Operation.CACHE);

    /**
     * How one kind of request fails.
     *
     * @param rate how often, 0 to 1
     * @param file if not null, only as long as it exists
     */
    private record Injection(
            Errno errno, double rate, @Nullable Path file) {}

    private final RandomGenerator random;
    private final Map<Operation, Injection> injections = new EnumMap<>(Operation.class);

    /** A filter whose errors are random. */
    public ErrorFilter() {
        this(() -> ThreadLocalRandom.current().nextLong());
    }

    ErrorFilter(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public String name() {
        return "error";
    }

    @Override
    public String description() {
        return "Makes requests fail at random, all or some kinds, always or as long as a file exists.";
    }

    @Override
    public ParameterSchema parameters() {
        List<Parameter> parameters = new ArrayList<>();
        add(parameters, "error", "requests", "EIO", "0");
        for (Operation operation : OPERATIONS) {
            add(parameters, "error-" + operation.parameter(), operation.parameter() + " requests", null, null);
        }
        return new ParameterSchema(parameters, false);
    }

    private static void add(
            List<Parameter> parameters, String prefix, String what, @Nullable String error, @Nullable String rate) {
        parameters.add(Parameter.builder(prefix, ParameterType.ENUM)
                .choices(ERRORS)
                .defaultText(error)
                .help("what " + what + " fail with")
                .build());
        parameters.add(Parameter.builder(prefix + "-rate", ParameterType.PROBABILITY)
                .defaultText(rate)
                .help("how often " + what + " fail")
                .build());
        parameters.add(Parameter.builder(prefix + "-file", ParameterType.PATH)
                .help(what + " fail only as long as this file exists")
                .build());
    }

    @Override
    public void configure(ParameterValues values) {
        for (Operation operation : OPERATIONS) {
            String own = "error-" + operation.parameter();
            double rate = values.getDouble(values.has(own + "-rate") ? own + "-rate" : "error-rate");
            String file = values.has(own + "-file") ? own + "-file" : "error-file";
            if (rate > 1) {
                throw new IllegalArgumentException(own + "-rate: expected at most 100%, got " + rate * 100 + "%");
            }
            if (rate > 0) {
                Errno errno = Errno.valueOf(values.getString(values.has(own) ? own : "error"));
                injections.put(operation, new Injection(errno, rate, values.has(file) ? values.getPath(file) : null));
            }
        }
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        return injections.isEmpty() ? disk : new ErrorDisk(disk);
    }

    private final class ErrorDisk extends AroundDisk {
        ErrorDisk(Disk next) {
            super(next);
        }

        @Override
        void around(Operation operation, long offset, long length, RequestFlags flags, Runnable call) {
            Injection injection = injections.get(operation);
            if (injection != null && isDue(injection)) {
                throw new NbdException(
                        injection.errno(), "error: injected into " + operation.parameter() + " at offset " + offset);
            }
            call.run();
        }

        private boolean isDue(Injection injection) {
            return (injection.rate() >= 1 || random.nextDouble() < injection.rate())
                    && (injection.file() == null || Files.exists(injection.file()));
        }
    }
}
