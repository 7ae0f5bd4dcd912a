package org.nbdscript.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** How many requests there were of each kind, how long they took, how large they were and how they were aligned. */
final class RequestStatistics {
    private static final int BITS = Long.SIZE;
    private static final double NANOS = 1e9;
    private static final List<String> UNITS = List.of("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

    /** One kind of request. Sizes are counted by their number of bits, alignments by their trailing zeroes. */
    private record Kind(
            LongAdder requests, LongAdder bytes, LongAdder nanos, AtomicLongArray sizes, AtomicLongArray alignments) {
        static Kind nothing() {
            return new Kind(
                    new LongAdder(),
                    new LongAdder(),
                    new LongAdder(),
                    new AtomicLongArray(BITS),
                    new AtomicLongArray(BITS));
        }
    }

    private final ConcurrentMap<Operation, Kind> kinds = new ConcurrentHashMap<>();

    void add(Operation operation, long offset, long length, long nanos) {
        Kind kind = kind(operation);
        kind.requests().increment();
        kind.bytes().add(length);
        kind.nanos().add(nanos);
        if (length > 0) {
            kind.sizes().incrementAndGet(BITS - 1 - Long.numberOfLeadingZeros(length));
            kind.alignments().incrementAndGet(Math.min(BITS - 1, Long.numberOfTrailingZeros(offset)));
        }
    }

    private Kind kind(Operation operation) {
        return kinds.computeIfAbsent(operation, any -> Kind.nothing());
    }

    private static String name(Operation operation) {
        return operation.title().toLowerCase(Locale.ROOT);
    }

    /** For people; {@code elapsed} nanoseconds are what the rates go by. */
    String text(long elapsed) {
        StringBuilder text = new StringBuilder();
        long requests =
                kinds.values().stream().mapToLong(kind -> kind.requests().sum()).sum();
        long bytes =
                kinds.values().stream().mapToLong(kind -> kind.bytes().sum()).sum();
        text.append(String.format(
                Locale.ROOT,
                "total: %d ops, %.6f s, %s, %s/s%n",
                requests,
                elapsed / NANOS,
                amount((double) bytes),
                amount(rate(bytes, elapsed))));
        for (Operation operation : Operation.values()) {
            Kind kind = kind(operation);
            if (kind.requests().sum() > 0) {
                text.append(text(operation, kind, elapsed));
            }
        }
        return text.toString();
    }

    private static String text(Operation operation, Kind kind, long elapsed) {
        long bytes = kind.bytes().sum();
        String line = String.format(
                Locale.ROOT,
                "%s: %d ops, %.6f s, %s, %s/s op, %s/s total%n",
                name(operation),
                kind.requests().sum(),
                kind.nanos().sum() / NANOS,
                amount((double) bytes),
                amount(rate(bytes, kind.nanos().sum())),
                amount(rate(bytes, elapsed)));
        return line + histogram("sizes", kind.sizes()) + histogram("alignments", kind.alignments());
    }

    private static String histogram(String title, AtomicLongArray counts) {
        List<String> entries = new ArrayList<>();
        for (int bits = 0; bits < BITS; bits++) {
            if (counts.get(bits) > 0) {
                entries.add("2^" + bits + ": " + counts.get(bits));
            }
        }
        return entries.isEmpty() ? "" : "  " + title + ": " + String.join(", ", entries) + "\n";
    }

    private static double rate(long bytes, long nanos) {
        return nanos <= 0 ? 0 : bytes * NANOS / nanos;
    }

    private static String amount(double bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < UNITS.size() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.2f %s", value, UNITS.get(unit));
    }

    /** For programs. */
    String json(long elapsed) {
        List<String> members = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            Kind kind = kind(operation);
            members.add(JsonText.quote(name(operation)) + ":{\"requests\":"
                    + kind.requests().sum() + ",\"bytes\":" + kind.bytes().sum() + ",\"nanoseconds\":"
                    + kind.nanos().sum() + ",\"sizes\":" + json(kind.sizes()) + ",\"alignments\":"
                    + json(kind.alignments()) + "}");
        }
        return "{\"nanoseconds\":" + elapsed + ",\"operations\":{" + String.join(",", members) + "}}\n";
    }

    /** By the number of bits. */
    private static String json(AtomicLongArray counts) {
        List<String> members = new ArrayList<>();
        for (int bits = 0; bits < BITS; bits++) {
            if (counts.get(bits) > 0) {
                members.add("\"" + bits + "\":" + counts.get(bits));
            }
        }
        return "{" + String.join(",", members) + "}";
    }
}
