package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.ReplyTamper;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

/** A disk that hides what it can, claims what it cannot, and whose replies may be wrong. */
final class MaskDisk extends ForwardingDisk {
    private final Set<MaskFeature> hidden;
    private final Capabilities claimed;
    private final Capabilities below;
    private final @Nullable ReplyTamper tamper;

    MaskDisk(Disk next, Set<MaskFeature> hidden, Capabilities claimed, @Nullable ReplyTamper tamper) {
        super(next);
        this.hidden = hidden;
        this.claimed = claimed;
        this.below = super.capabilities();
        this.tamper = tamper;
    }

    @Override
    public Capabilities capabilities() {
        return claimed;
    }

    @Override
    public @Nullable BlockSize blockSize() {
        return hidden.contains(MaskFeature.BLOCK_SIZE) ? null : next.blockSize();
    }

    @Override
    public @Nullable String description() {
        return hidden.contains(MaskFeature.DESCRIPTION) ? null : next.description();
    }

    @Override
    public @Nullable ReplyTamper replyTamper() {
        return tamper == null ? next.replyTamper() : tamper;
    }

    /** A flush that is only claimed does nothing. */
    @Override
    public void flush() {
        if (below.canFlush()) {
            next.flush();
        }
    }

    private RequestFlags heeded(RequestFlags flags) {
        return below.fua() == Support.NONE ? RequestFlags.of(flags.bits() & ~RequestFlags.FUA) : flags;
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        next.write(data, offset, heeded(flags));
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        if (below.canTrim()) {
            next.trim(offset, length, heeded(flags));
        }
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        RequestFlags kept = heeded(flags);
        next.zero(offset, length, below.canFastZero() ? kept : RequestFlags.of(kept.bits() & ~RequestFlags.FAST_ZERO));
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        if (below.canExtents()) {
            next.extents(offset, length, flags, extents);
        } else {
            extents.add(offset, length, ExtentType.DATA);
        }
    }

    @Override
    public void cache(long offset, long length) {
        if (below.cache() != Support.NONE) {
            next.cache(offset, length);
        }
    }
}
