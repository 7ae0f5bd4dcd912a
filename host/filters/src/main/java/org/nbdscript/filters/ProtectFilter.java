package org.nbdscript.filters;

import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Lets a client change a part of the disk only. */
public final class ProtectFilter implements Filter {
    private List<ByteRange> ranges = List.of();

    @Override
    public String name() {
        return "protect";
    }

    @Override
    public String description() {
        return "Protects ranges of the disk: a client may read them, but not change them.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(Parameter.builder("protect", ParameterType.STRING)
                .repeatable(true)
                .help("what is protected: " + ByteRange.SYNTAX + "; with a ~ before it, all the rest is")
                .build());
    }

    @Override
    public void configure(ParameterValues values) {
        List<ByteRange> parsed = new ArrayList<>();
        for (Object value : values.getList("protect")) {
            parse((String) value, parsed);
        }
        ranges = List.copyOf(parsed);
    }

    private static void parse(String text, List<ByteRange> ranges) {
        boolean isComplement = text.startsWith("~");
        ByteRange range;
        try {
            range = ByteRange.parse(isComplement ? text.substring(1) : text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("protect: " + e.getMessage(), e);
        }
        if (!isComplement) {
            ranges.add(range);
            return;
        }
        if (range.first() > 0) {
            ranges.add(new ByteRange(0, range.first() - 1));
        }
        if (range.last() < Long.MAX_VALUE) {
            ranges.add(new ByteRange(range.last() + 1, Long.MAX_VALUE));
        }
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        return ranges.isEmpty() || !disk.capabilities().canWrite() ? disk : new ProtectDisk(disk, ranges);
    }
}
