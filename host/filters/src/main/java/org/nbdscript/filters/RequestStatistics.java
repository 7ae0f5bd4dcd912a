package org.nbdscript.filters;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many requests there were of each kind, how long they took, how large they were and how they were aligned. What is
 * shown while requests are counted may have a request in one number and not yet in another.
 */
final class RequestStatistics {
    private static final double NANOS = 1e9;
    private static final List<String> UNITS = List.of("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

    private final Map<Operation, OperationStatistics> kinds = new EnumMap<>(Operation.class);

    RequestStatistics() {
        for (Operation operation : Operation.values()) {
            kinds.put(operation, new OperationStatistics());
        }
    }

    /** The requests of one kind. */
    OperationStatistics of(Operation operation) {
        return Objects.requireNonNull(kinds.get(operation));
    }

    private static String name(Operation operation) {
        return operation.title().toLowerCase(Locale.ROOT);
    }

    /** For people; {@code elapsed} nanoseconds are what the rates go by. */
    String text(long elapsed) {
        long requests =
                kinds.values().stream().mapToLong(kind -> kind.requests().sum()).sum();
        long bytes =
                kinds.values().stream().mapToLong(kind -> kind.bytes().sum()).sum();
        String total = String.format(
                Locale.ROOT,
                "total: %d ops, %.6f s, %s, %s/s%n",
                requests,
                elapsed / NANOS,
                amount((double) bytes),
                amount(rate(bytes, elapsed)));
        return total
                + kinds.entrySet().stream()
                        .filter(kind -> kind.getValue().requests().sum() > 0)
                        .map(kind -> text(kind.getKey(), kind.getValue(), elapsed))
                        .collect(Collectors.joining());
    }

    private static String text(Operation operation, OperationStatistics kind, long elapsed) {
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
        return line
                + line("sizes", kind.sizes())
                + line("alignments", kind.alignments())
                + line("latencies in ns", kind.latencies());
    }

    private static String line(String title, Log2Histogram histogram) {
        return histogram.isEmpty() ? "" : "  " + title + ": " + histogram.text() + "\n";
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
        String operations = kinds.entrySet().stream()
                .map(kind -> member(name(kind.getKey()), json(kind.getValue())))
                .collect(Collectors.joining(","));
        return "{" + member("nanoseconds", elapsed) + "," + member("operations", "{" + operations + "}") + "}\n";
    }

    private static String json(OperationStatistics kind) {
        return Stream.of(
                        member("requests", kind.requests()),
                        member("bytes", kind.bytes()),
                        member("nanoseconds", kind.nanos()),
                        member("sizes", kind.sizes().json()),
                        member("alignments", kind.alignments().json()),
                        member("latencies", kind.latencies().json()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String member(String name, Object value) {
        return JsonText.quote(name) + ":" + value;
    }
}
