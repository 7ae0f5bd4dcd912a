package org.nbdscript.engine;

import java.nio.ByteBuffer;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.BufferSink;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

/** Does by other calls what a layer's disk cannot do itself, and hides what a disk that cannot be written cannot do. */
final class Emulation extends ForwardingDisk {
    /** The largest piece in which zeroes are written, and in which what is to be cached is read. */
    private static final int PIECE = 1 << 20;

    /** Zeroes to write, for all disks. */
    private static final class Zeroes {
        private static final ByteBuffer BYTES = ByteBuffer.allocateDirect(PIECE).asReadOnlyBuffer();

        private Zeroes() {}
    }

    private final Capabilities capabilities;
    private final boolean hasExtents;
    private final int piece;

    private Emulation(Disk next, Capabilities capabilities) {
        super(next);
        this.capabilities = capabilities;
        this.hasExtents = next.capabilities().canExtents();
        BlockSize blockSize = next.blockSize();
        this.piece = blockSize == null ? PIECE : (int) Math.min(PIECE, blockSize.maximum());
    }

    /**
     * The disk itself if nothing needs to be emulated, else an emulation around it.
     *
     * @param readOnly the disk may not be written even if it could
     */
    static Disk around(Disk next, boolean readOnly) {
        Capabilities own = next.capabilities();
        boolean isShownAsItIs = (own.canWrite() && !readOnly) || isWithoutWrite(own);
        Capabilities shown = isShownAsItIs ? own : withoutWrite(own);
        // A zero that is native can still ask for an emulation, by ENOTSUP.
        boolean needless = !shown.canWrite() && own.canExtents() && own.cache() != Support.EMULATE;
        return needless && isShownAsItIs ? next : new Emulation(next, shown);
    }

    /** As equality of the records would say, which takes long the first time. */
    private static boolean isWithoutWrite(Capabilities own) {
        return !own.canWrite()
                && !own.canTrim()
                && own.zero() == Support.NONE
                && !own.canFastZero()
                && own.fua() == Support.NONE;
    }

    private static Capabilities withoutWrite(Capabilities own) {
        return own.toBuilder()
                .canWrite(false)
                .canTrim(false)
                .zero(Support.NONE)
                .canFastZero(false)
                .fua(Support.NONE)
                .build();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public boolean readNow(ReadRequest request) {
        return next.readNow(request);
    }

    @Override
    public boolean lend(long offset, int length, BufferSink target) {
        return next.lend(offset, length, target);
    }

    @Override
    public void written(long offset, int length, RequestFlags flags) {
        next.written(offset, length, passedOn(flags));
        flushIfAsked(flags);
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        next.write(data, offset, passedOn(flags));
        flushIfAsked(flags);
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        next.trim(offset, length, passedOn(flags));
        flushIfAsked(flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        if (!zeroNatively(offset, length, flags)) {
            writeZeroes(offset, length, flags.fua() ? RequestFlags.of(RequestFlags.FUA) : RequestFlags.NONE);
        }
        flushIfAsked(flags);
    }

    /** Whether the disk has done it; false if zeroes are to be written. */
    private boolean zeroNatively(long offset, long length, RequestFlags flags) {
        if (capabilities.zero() == Support.NATIVE) {
            try {
                next.zero(offset, length, passedOn(flags));
                return true;
            } catch (NbdException e) {
                if (e.errno() != Errno.ENOTSUP || flags.fastZero()) {
                    throw e;
                }
            }
        }
        if (flags.fastZero()) {
            throw new NbdException(Errno.ENOTSUP, Callback.ZERO.snakeCase() + " would be no faster than writing");
        }
        return false;
    }

    private void writeZeroes(long offset, long length, RequestFlags flags) {
        ByteBuffer zeroes = Zeroes.BYTES.duplicate();
        RequestFlags passedOn = passedOn(flags);
        long done = 0;
        while (done < length) {
            int count = (int) Math.min(piece, length - done);
            zeroes.position(0).limit(count);
            next.write(zeroes, offset + done, passedOn);
            done += count;
        }
    }

    private RequestFlags passedOn(RequestFlags flags) {
        return capabilities.fua() == Support.EMULATE ? flags.withoutFua() : flags;
    }

    private void flushIfAsked(RequestFlags flags) {
        if (flags.fua() && capabilities.fua() == Support.EMULATE) {
            next.flush();
        }
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        if (hasExtents) {
            next.extents(offset, length, flags, extents);
        } else {
            extents.add(offset, length, ExtentType.DATA);
        }
    }

    @Override
    public boolean extentsNow(long offset, long length, RequestFlags flags, ExtentSink extents) {
        return hasExtents && next.extentsNow(offset, length, flags, extents);
    }

    @Override
    public void cache(long offset, long length) {
        switch (capabilities.cache()) {
            case NATIVE -> next.cache(offset, length);
            case EMULATE -> readAndDrop(offset, length);
            case NONE -> throw new NbdException(Errno.EINVAL, "the disk has no cache");
        }
    }

    private void readAndDrop(long offset, long length) {
        DroppedRead read = new DroppedRead((int) Math.min(piece, length));
        for (long done = 0; done < length; done += piece) {
            next.read(read.at(offset + done, (int) Math.min(piece, length - done)));
        }
    }
}
