package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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
import org.nbdscript.api.RequestFlags;

/** Makes a disk read-only, for good or as long as a file exists. */
public final class ReadonlyFilter implements Filter {
    private @Nullable Path file;

    @Override
    public String name() {
        return "readonly";
    }

    @Override
    public String description() {
        return "Makes the disk read-only, for good or as long as a file exists.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(Parameter.builder("readonly-file", ParameterType.PATH)
                .help("changes are refused as long as this file exists; without it, always")
                .build());
    }

    @Override
    public void configure(ParameterValues values) {
        file = values.has("readonly-file") ? values.getPath("readonly-file") : null;
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Path switchFile = file;
        return switchFile == null
                ? next.open(context.withReadOnly(true))
                : new SwitchedDisk(next.open(context), switchFile);
    }

    private static final class SwitchedDisk extends ForwardingDisk {
        private final Path file;

        SwitchedDisk(Disk next, Path file) {
            super(next);
            this.file = file;
        }

        private void requireWritable() {
            if (Files.exists(file)) {
                throw new NbdException(Errno.EPERM, "readonly: the disk is read-only as long as " + file + " exists");
            }
        }

        @Override
        public void write(ByteBuffer data, long offset, RequestFlags flags) {
            requireWritable();
            next.write(data, offset, flags);
        }

        @Override
        public void trim(long offset, long length, RequestFlags flags) {
            requireWritable();
            next.trim(offset, length, flags);
        }

        @Override
        public void zero(long offset, long length, RequestFlags flags) {
            requireWritable();
            next.zero(offset, length, flags);
        }
    }
}
