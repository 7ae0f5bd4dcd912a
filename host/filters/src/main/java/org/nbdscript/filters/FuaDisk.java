package org.nbdscript.filters;

import java.nio.ByteBuffer;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.RequestFlags;

/** A disk whose flushes and FUA are not those that its client asks for. */
final class FuaDisk extends ChangedCapabilities {
    private final boolean forces;
    private final boolean discards;
    private final boolean flushesOnClose;

    FuaDisk(Disk next, Capabilities changed, boolean forces, boolean discards, boolean flushesOnClose) {
        super(next, changed);
        this.forces = forces;
        this.discards = discards;
        this.flushesOnClose = flushesOnClose && next.capabilities().canFlush();
    }

    private RequestFlags change(RequestFlags flags) {
        if (forces) {
            return RequestFlags.of(flags.bits() | RequestFlags.FUA);
        }
        return discards ? flags.withoutFua() : flags;
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        next.write(data, offset, change(flags));
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        next.trim(offset, length, change(flags));
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        next.zero(offset, length, change(flags));
    }

    @Override
    public void flush() {
        // When all writes are forced, there is nothing left to flush.
        if (!forces && !discards) {
            next.flush();
        }
    }

    @Override
    public void close() {
        try {
            if (flushesOnClose) {
                next.flush();
            }
        } finally {
            next.close();
        }
    }
}
