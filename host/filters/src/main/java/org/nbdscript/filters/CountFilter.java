package org.nbdscript.filters;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.RequestFlags;

/** Counts bytes, and says at the end how many. */
public final class CountFilter implements Filter {
    private final ConcurrentMap<Operation, LongAdder> bytes = new ConcurrentHashMap<>();

    private @Nullable HostServices services;

    @Override
    public String name() {
        return "count";
    }

    @Override
    public String description() {
        return "Counts the bytes that are read, written, zeroed and trimmed, and shows the sums at the end with -v.";
    }

    @Override
    public void load(HostServices host) {
        services = host;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        return new CountDisk(next.open(context));
    }

    private long sum(Operation operation) {
        LongAdder sum = bytes.get(operation);
        return sum == null ? 0 : sum.sum();
    }

    @Override
    public void cleanup() {
        Objects.requireNonNull(services)
                .debug("count bytes: read " + sum(Operation.PREAD) + ", written " + sum(Operation.PWRITE) + ", zeroed "
                        + sum(Operation.ZERO) + ", trimmed " + sum(Operation.TRIM));
    }

    private final class CountDisk extends AroundDisk {
        CountDisk(Disk next) {
            super(next);
        }

        @Override
        void around(Operation operation, long offset, long length, RequestFlags flags, Runnable call) {
            call.run();
            bytes.computeIfAbsent(operation, any -> new LongAdder()).add(length);
        }
    }
}
