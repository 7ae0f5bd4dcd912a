package org.nbdscript.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Puts ranges of the disk elsewhere. */
public final class MapFilter implements Filter {
    /** A range of the client's and where it lies below. */
    private record Mapping(ByteRange range, long destination) {}

    private List<Mapping> mappings = List.of();
    private long size = -1;

    @Override
    public String name() {
        return "map";
    }

    @Override
    public String description() {
        return "Puts ranges of the disk elsewhere, such as a partition to the start.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("map", ParameterType.STRING)
                        .repeatable(true)
                        .help("START-END:DESTINATION, the last byte included: where a range lies below; the first one"
                                + " that has a byte counts")
                        .build(),
                Parameter.builder("map-size", ParameterType.SIZE)
                        .range(0, Long.MAX_VALUE)
                        .help("the size; that of the disk below if nothing is said")
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        List<Mapping> parsed = new ArrayList<>();
        for (Object value : values.getList("map")) {
            parsed.add(parse((String) value));
        }
        mappings = List.copyOf(parsed);
        size = values.has("map-size") ? values.getLong("map-size") : -1;
    }

    private static Mapping parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            if (colon > 0) {
                long destination = Long.decode(text.substring(colon + 1).strip());
                if (destination >= 0) {
                    return new Mapping(ByteRange.parse(text.substring(0, colon)), destination);
                }
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "map: expected START-END:DESTINATION such as 0-511:1024, got '" + text + "'");
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        long below = disk.size();
        long shown = size < 0 ? below : size;
        return new RemappedDisk("map", disk, shown, segments(below, shown));
    }

    /** Lays the mappings over one another, the first one on top, and cuts them where the disk below ends. */
    private NavigableMap<Long, Long> segments(long below, long shown) {
        NavigableMap<Long, Long> segments = new TreeMap<>();
        segments.put(0L, 0L);
        cut(segments, 0, Long.MAX_VALUE, 0, below);
        for (Mapping mapping : mappings.reversed()) {
            ByteRange range = mapping.range();
            long end = range.last() == Long.MAX_VALUE ? Long.MAX_VALUE : range.last() + 1;
            long after = end < shown ? destinationAt(segments, end) : RemappedDisk.OUTSIDE;
            segments.subMap(range.first(), true, end, false).clear();
            if (end < shown) {
                segments.put(end, after);
            }
            cut(segments, range.first(), end, mapping.destination(), below);
        }
        return segments;
    }

    private static void cut(NavigableMap<Long, Long> segments, long first, long end, long destination, long below) {
        segments.put(first, destination < below ? destination : RemappedDisk.OUTSIDE);
        long outside = first + (below - destination);
        if (destination < below && outside > first && outside < end) {
            segments.put(outside, RemappedDisk.OUTSIDE);
        }
    }

    private static long destinationAt(NavigableMap<Long, Long> segments, long offset) {
        var segment = segments.floorEntry(offset);
        return segment.getValue() < 0 ? segment.getValue() : segment.getValue() + (offset - segment.getKey());
    }
}
