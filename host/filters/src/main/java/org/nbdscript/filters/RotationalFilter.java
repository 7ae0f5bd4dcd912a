package org.nbdscript.filters;

import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Says whether seeks cost time. */
public final class RotationalFilter implements Filter {
    private boolean isRotational = true;

    @Override
    public String name() {
        return "rotational";
    }

    @Override
    public String description() {
        return "Tells clients that the disk rotates, so that seeks cost time, or that it does not.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(Parameter.builder("rotational", ParameterType.BOOL)
                .defaultText("true")
                .help("whether it rotates")
                .build());
    }

    @Override
    public void configure(ParameterValues values) {
        isRotational = values.getBoolean("rotational");
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        return new ChangedCapabilities(
                disk, disk.capabilities().toBuilder().isRotational(isRotational).build());
    }
}
