package org.nbdscript.plugins;

import java.util.List;
import org.nbdscript.api.Disk;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.Plugin;

/** The {@code memory} plugin: a sparse RAM disk of any size, shared by all clients. */
public final class MemoryPlugin implements Plugin {
    private static final Parameter SIZE = Parameter.builder("size", ParameterType.SIZE)
            .required()
            .magic()
            .range(0, Long.MAX_VALUE)
            .help("size of the disk; only what is written takes memory")
            .build();
    private static final Parameter ALLOCATOR = Parameter.builder("allocator", ParameterType.ENUM)
            .choices(List.of("sparse", "malloc"))
            .defaultText("sparse")
            .help("how memory is kept; both names mean the same sparse pages")
            .build();

    private PageMap pages = new PageMap(0);
    private long size;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String description() {
        return "A sparse RAM disk that is shared by all clients and forgotten at exit";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(SIZE, ALLOCATOR);
    }

    @Override
    public void configure(ParameterValues values) {
        size = values.getLong(SIZE.name());
        pages = new PageMap(size);
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context) {
        return new MemoryDisk(pages, size, !context.isReadOnly());
    }

    @Override
    public void unload() {
        pages = new PageMap(0);
    }
}
