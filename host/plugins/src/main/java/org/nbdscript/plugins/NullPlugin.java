package org.nbdscript.plugins;

import org.nbdscript.api.Disk;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.Plugin;

/** The {@code null} plugin: a disk of any size that reads as zeroes and forgets what is written. */
public final class NullPlugin implements Plugin {
    private static final Parameter SIZE = Parameter.builder("size", ParameterType.SIZE)
            .magic()
            .defaultText("0")
            .range(0, Long.MAX_VALUE)
            .help("size of the disk")
            .build();

    private long size;

    @Override
    public String name() {
        return "null";
    }

    @Override
    public String description() {
        return "A disk that reads as zeroes and forgets what is written";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(SIZE);
    }

    @Override
    public void configure(ParameterValues values) {
        size = values.getLong(SIZE.name());
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context) {
        return new NullDisk(size, !context.isReadOnly());
    }
}
