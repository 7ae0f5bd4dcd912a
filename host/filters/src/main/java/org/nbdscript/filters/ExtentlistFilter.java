package org.nbdscript.filters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ValueParser;

/** Says what a disk consists of by a list that comes from elsewhere. */
public final class ExtentlistFilter implements Filter {
    private record Extent(long length, ExtentType type) {}

    /** By their first bytes; what is in none of them is a hole. */
    private NavigableMap<Long, Extent> extents = new TreeMap<>();

    @Override
    public String name() {
        return "extentlist";
    }

    @Override
    public String description() {
        return "Tells clients the extents that a file lists, whatever the disk says itself.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(Parameter.builder("extentlist", ParameterType.PATH)
                .required()
                .help("the file: a line an extent, OFFSET LENGTH and hole, zero or hole,zero if it is no data")
                .build());
    }

    @Override
    public void configure(ParameterValues values) {
        Path file = values.getPath("extentlist");
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("extentlist: " + file + " cannot be read: " + e, e);
        }
        NavigableMap<Long, Extent> parsed = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                parse(line, file + ":" + (i + 1), parsed);
            }
        }
        extents = parsed;
    }

    private static void parse(String line, String where, NavigableMap<Long, Extent> extents) {
        String[] words = line.split("\\s+", -1);
        try {
            if (words.length < 2 || words.length > 3) {
                throw new IllegalArgumentException("expected OFFSET LENGTH [TYPE], got '" + line + "'");
            }
            long offset = ValueParser.size(words[0]);
            long length = ValueParser.size(words[1]);
            if (length > 0) {
                add(extents, offset, new Extent(length, words.length < 3 ? ExtentType.DATA : type(words[2])));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("extentlist: " + where + ": " + e.getMessage(), e);
        }
    }

    private static void add(NavigableMap<Long, Extent> extents, long offset, Extent extent) {
        Map.Entry<Long, Extent> before = extents.floorEntry(offset);
        Map.Entry<Long, Extent> after = extents.ceilingEntry(offset);
        if ((before != null && before.getValue().length() > offset - before.getKey())
                || (after != null && extent.length() > after.getKey() - offset)) {
            throw new IllegalArgumentException("the extent at " + offset + " overlaps another one");
        }
        extents.put(offset, extent);
    }

    private static ExtentType type(String text) {
        return switch (text) {
            case "0" -> ExtentType.DATA;
            case "1", "hole" -> ExtentType.HOLE;
            case "2", "zero" -> ExtentType.ZERO;
            case "3", "hole,zero", "zero,hole" -> ExtentType.HOLE_ZERO;
            default -> throw new IllegalArgumentException("expected hole, zero or hole,zero, got '" + text + "'");
        };
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        return new ListedDisk(disk);
    }

    private final class ListedDisk extends ChangedCapabilities {
        ListedDisk(Disk next) {
            super(next, next.capabilities().toBuilder().canExtents(true).build());
        }

        @Override
        public void extents(long offset, long length, RequestFlags flags, ExtentSink sink) {
            long end = Math.min(size(), offset + length);
            boolean isWanted = true;
            for (long at = offset; isWanted && at < end; ) {
                Map.Entry<Long, Extent> listed = extents.floorEntry(at);
                if (listed != null && at - listed.getKey() < listed.getValue().length()) {
                    long stop =
                            Math.min(end, listed.getKey() + listed.getValue().length());
                    isWanted = sink.add(at, stop - at, listed.getValue().type());
                    at = stop;
                } else {
                    Long following = extents.higherKey(at);
                    long stop = following == null ? end : Math.min(end, following);
                    isWanted = sink.add(at, stop - at, ExtentType.HOLE_ZERO);
                    at = stop;
                }
            }
        }
    }
}
