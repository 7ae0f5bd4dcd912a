package org.nbdscript.filters;

import java.util.List;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.Support;

/** Keeps cache requests away from a disk. */
public final class NocacheFilter implements Filter {
    private static final String NONE = "none";
    private static final String EMULATE = "emulate";
    private static final String NOP = "nop";

    private String mode = NONE;

    @Override
    public String name() {
        return "nocache";
    }

    @Override
    public String description() {
        return "Keeps requests to cache a range away from the disk.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(Parameter.builder("cache-mode", ParameterType.ENUM)
                .choices(List.of(NONE, EMULATE, NOP))
                .defaultText(NONE)
                .help("none: clients cannot ask; emulate: the range is read; nop: nothing is done")
                .build());
    }

    @Override
    public void configure(ParameterValues values) {
        mode = values.getString("cache-mode");
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        Capabilities.Builder can = disk.capabilities().toBuilder();
        return switch (mode) {
            case NONE -> new ChangedCapabilities(disk, can.cache(Support.NONE).build());
            case EMULATE ->
                new ChangedCapabilities(disk, can.cache(Support.EMULATE).build());
            default -> new CacheIgnored(disk, can.cache(Support.NATIVE).build());
        };
    }

    private static final class CacheIgnored extends ChangedCapabilities {
        CacheIgnored(Disk next, Capabilities changed) {
            super(next, changed);
        }

        @Override
        public void cache(long offset, long length) {
            // It is advice, which need not be taken.
        }
    }
}
