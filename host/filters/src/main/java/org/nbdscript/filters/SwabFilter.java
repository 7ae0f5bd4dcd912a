package org.nbdscript.filters;

import java.util.List;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Turns the bytes of each word round. */
public final class SwabFilter implements Filter {
    private static final String NOTHING = "8";

    private int wordBytes = 2;

    @Override
    public String name() {
        return "swab";
    }

    @Override
    public String description() {
        return "Swaps bytes: turns those of each word of the disk round.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(Parameter.builder("swab-bits", ParameterType.ENUM)
                .choices(List.of(NOTHING, "16", "32", "64"))
                .defaultText("16")
                .help("the size of a word; 8 changes nothing")
                .build());
    }

    @Override
    public void configure(ParameterValues values) {
        wordBytes = Integer.parseInt(values.getString("swab-bits")) / 8;
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        return wordBytes == 1 ? disk : new SwabDisk(disk, wordBytes);
    }
}
