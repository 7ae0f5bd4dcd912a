package org.nbdscript.filters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ReadRequest;

/** Lets the sectors fail that could not be rescued. */
public final class DdrescueFilter implements Filter {
    private static final String RESCUED = "+";

    private List<ByteRange> bad = List.of();

    @Override
    public String name() {
        return "ddrescue";
    }

    @Override
    public String description() {
        return "Serves an image that ddrescue has made; what could not be rescued cannot be read.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(Parameter.builder("ddrescue-mapfile", ParameterType.PATH)
                .required()
                .help("the map that ddrescue has written")
                .build());
    }

    @Override
    public void configure(ParameterValues values) {
        Path file = values.getPath("ddrescue-mapfile");
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("ddrescue-mapfile: " + file + " cannot be read: " + e, e);
        }
        List<ByteRange> found = new ArrayList<>();
        boolean hasStatus = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (line.isEmpty()) {
                continue;
            }
            // The first line says how far ddrescue had come.
            if (hasStatus) {
                parse(line, file + ":" + (i + 1), found);
            }
            hasStatus = true;
        }
        bad = List.copyOf(found);
    }

    private static void parse(String line, String where, List<ByteRange> found) {
        String[] words = line.split("\\s+", -1);
        try {
            if (words.length == 3 && words[2].matches("[-?*/+]")) {
                long offset = Long.decode(words[0]);
                long length = Long.decode(words[1]);
                if (!words[2].equals(RESCUED) && length > 0) {
                    found.add(new ByteRange(offset, offset + length - 1));
                }
                return;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("ddrescue-mapfile: " + where
                + ": expected POSITION SIZE STATUS such as 0x00000000 0x00200000 +, got '" + line + "'");
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        return new RescuedDisk(next.open(context.withReadOnly(true)));
    }

    private final class RescuedDisk extends ForwardingDisk {
        RescuedDisk(Disk next) {
            super(next);
        }

        @Override
        public void read(ReadRequest request) {
            for (ByteRange range : bad) {
                if (range.overlaps(request.offset(), request.length())) {
                    throw new NbdException(
                            Errno.EIO,
                            "ddrescue: offset " + Math.max(range.first(), request.offset()) + " was not rescued");
                }
            }
            next.read(request);
        }
    }
}
