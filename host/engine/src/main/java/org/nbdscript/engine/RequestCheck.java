package org.nbdscript.engine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.ReplyTamper;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.StatusSink;
import org.nbdscript.api.Support;

/**
 * Holds a filter to what {@link Disk} says of calls: within the size, not empty, aligned and as short as what lies
 * below wants it unless that is {@linkplain Alignment#FIX seen to}, and only those that it can do. A call that is not
 * is the filter's failure and names it.
 */
final class RequestCheck implements Disk {
    private final LayerName filter;
    private final Disk disk;
    private final @Nullable Runnable afterClose;
    private final Capabilities capabilities;
    private final long alignmentMask;
    private final long maximum;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    RequestCheck(LayerName filter, Alignment alignment, Disk disk) {
        this(filter, alignment, disk, null);
    }

    RequestCheck(LayerName filter, Alignment alignment, Disk disk, @Nullable Runnable afterClose) {
        this.filter = filter;
        this.disk = disk;
        this.afterClose = afterClose;
        // What a new size means below only the filter knows, so it is not passed on by accident.
        this.capabilities = disk.capabilities().toBuilder().canResize(false).build();
        BlockSize blockSize = disk.blockSize();
        BlockSize allowed = blockSize == null || alignment == Alignment.FIX ? BlockSize.ANY : blockSize;
        this.alignmentMask = allowed.minimum() - 1L;
        this.maximum = allowed.maximum();
    }

    /** Whether the calls that it checks are this filter's and nothing but a close is added to the disk. */
    @SuppressWarnings("ReferenceEquality") // Another filter may have the same name.
    boolean isFor(LayerName layer) {
        return filter == layer && afterClose == null;
    }

    /** The disk without the check. */
    Disk unwrap() {
        return disk;
    }

    private void check(Callback callback, long offset, long length) {
        if (length <= 0 || offset < 0 || offset > disk.size() - length || ((offset | length) & alignmentMask) != 0) {
            throw misplaced(callback, offset, length);
        }
    }

    private void checkData(Callback callback, long offset, int length) {
        check(callback, offset, length);
        if (length > maximum) {
            throw misplaced(callback, offset, length, "takes " + maximum + " bytes at most");
        }
    }

    private NbdException misplaced(Callback callback, long offset, long length) {
        boolean isInside = length > 0 && offset >= 0 && offset <= disk.size() - length;
        String expected = isInside
                ? "takes multiples of " + (alignmentMask + 1) + " only"
                : "has " + disk.size() + " bytes" + (length > 0 ? "" : ", and takes no empty requests");
        return misplaced(callback, offset, length, expected);
    }

    private NbdException misplaced(Callback callback, long offset, long length, String expected) {
        return filter.breach(
                Errno.EIO,
                callback,
                "asked for offset " + offset + ", length " + length + " of what lies below, which " + expected);
    }

    private void checkCan(Callback callback, boolean can) {
        if (!can) {
            throw filter.breach(Errno.EIO, callback, "asked for what the disk below cannot do");
        }
    }

    @Override
    public long size() {
        return disk.size();
    }

    @Override
    public @Nullable BlockSize blockSize() {
        return disk.blockSize();
    }

    @Override
    public @Nullable String description() {
        return disk.description();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Blocking blocking() {
        return disk.blocking();
    }

    @Override
    public void read(ReadRequest request) {
        checkData(Callback.PREAD, request.offset(), request.length());
        disk.read(request);
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        checkCan(Callback.PWRITE, capabilities.canWrite());
        checkData(Callback.PWRITE, offset, data.remaining());
        disk.write(data, offset, flags);
    }

    @Override
    public void flush() {
        checkCan(Callback.FLUSH, capabilities.canFlush());
        disk.flush();
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        checkCan(Callback.TRIM, capabilities.canTrim());
        check(Callback.TRIM, offset, length);
        disk.trim(offset, length, flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        checkCan(Callback.ZERO, capabilities.canWrite() && capabilities.zero() != Support.NONE);
        check(Callback.ZERO, offset, length);
        disk.zero(offset, length, flags);
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        check(Callback.EXTENTS, offset, length);
        disk.extents(offset, length, flags, extents);
    }

    @Override
    public List<MetaContext> metaContexts() {
        return disk.metaContexts();
    }

    @Override
    public @Nullable ReplyTamper replyTamper() {
        return disk.replyTamper();
    }

    @Override
    public void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
        check(Callback.BLOCK_STATUS, offset, length);
        disk.blockStatus(context, offset, length, flags, statuses);
    }

    @Override
    public void cache(long offset, long length) {
        checkCan(Callback.CACHE, capabilities.cache() != Support.NONE);
        check(Callback.CACHE, offset, length);
        disk.cache(offset, length);
    }

    /** A second close does nothing, so that a failure in the middle of closing can be cleaned up after. */
    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            try {
                disk.close();
            } finally {
                if (afterClose != null) {
                    afterClose.run();
                }
            }
        }
    }
}
