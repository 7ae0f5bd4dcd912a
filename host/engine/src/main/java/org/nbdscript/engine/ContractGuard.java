package org.nbdscript.engine;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.BufferSink;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.ReplyTamper;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.StatusSink;
import org.nbdscript.api.Support;

/**
 * Holds a layer's disk to what {@link Disk} says. What the layer does wrong becomes an {@link NbdException} that names
 * it; nothing else is thrown. What does not change while the disk is open is asked once: all but the size.
 */
final class ContractGuard implements Disk {
    /** A client may select them all, and gets a chunk for each in each answer. */
    private static final int MOST_META_CONTEXTS = 256;

    private final LayerName layer;
    private final Disk disk;
    private final @Nullable BlockSize blockSize;
    private final @Nullable String description;
    private final Capabilities capabilities;
    private final List<MetaContext> metaContexts;

    /** The check of a read that is over, for the next one: reads in place share one and allocate nothing. */
    private final AtomicReference<@Nullable ReadCheck> spare = new AtomicReference<>();

    /** Likewise for memory that is lent. */
    private final AtomicReference<@Nullable LentBytes> spareLent = new AtomicReference<>();

    private ContractGuard(LayerName layer, Disk disk) {
        this.layer = layer;
        this.disk = disk;
        this.blockSize = disk.blockSize();
        checkSize(disk.size());
        this.description = disk.description();
        this.capabilities = checkCapabilities(disk.capabilities());
        this.metaContexts = checkMetaContexts(disk.metaContexts());
        ExportText.check(layer, Callback.EXPORT_DESCRIPTION, "a description", description);
    }

    /**
     * A guard around a disk that a layer has opened; the disk is closed if it is none.
     *
     * @throws NbdException if the disk's size, block size, description or capabilities cannot be
     */
    static Disk around(LayerName layer, Disk disk) {
        try {
            return new ContractGuard(layer.with(disk), disk);
        } catch (Throwable e) {
            try {
                disk.close();
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw layer.failure(Callback.OPEN, e);
        }
    }

    private long checkSize(long asked) {
        if (asked < 0) {
            throw layer.breach(Errno.EIO, Callback.GET_SIZE, "returned " + asked + ", expected 0 to 2^63-1");
        }
        if (blockSize != null && asked % blockSize.minimum() != 0) {
            throw layer.breach(
                    Errno.EIO,
                    Callback.BLOCK_SIZE,
                    "returned a minimum of " + blockSize.minimum() + ", of which the size, " + asked
                            + ", is no multiple");
        }
        return asked;
    }

    private Capabilities checkCapabilities(Capabilities asked) {
        if (asked.canWrite() && asked.fua() == Support.EMULATE && !asked.canFlush()) {
            throw layer.breach(Errno.EIO, Callback.CAN_FUA, "is emulate, but there is no flush to do it by");
        }
        if (asked.canWrite() && asked.zero() == Support.NONE && asked.canFastZero()) {
            throw layer.breach(Errno.EIO, Callback.CAN_FAST_ZERO, "is true, but can_zero is none");
        }
        return asked;
    }

    private List<MetaContext> checkMetaContexts(List<MetaContext> asked) {
        if (asked.size() > MOST_META_CONTEXTS) {
            throw layer.breach(
                    Errno.EIO,
                    Callback.META_CONTEXTS,
                    "returned " + asked.size() + " contexts, expected at most " + MOST_META_CONTEXTS);
        }
        Set<String> names = new HashSet<>();
        for (MetaContext context : asked) {
            if (!names.add(context.name())) {
                throw layer.breach(Errno.EIO, Callback.META_CONTEXTS, "returned " + context.name() + " twice");
            }
        }
        return List.copyOf(asked);
    }

    @Override
    public long size() {
        try {
            return checkSize(disk.size());
        } catch (Throwable e) {
            throw layer.failure(Callback.GET_SIZE, e);
        }
    }

    @Override
    public @Nullable BlockSize blockSize() {
        return blockSize;
    }

    @Override
    public @Nullable String description() {
        return description;
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
        ReadCheck check = checkOf(request);
        try {
            disk.read(check);
            check.end();
        } catch (Throwable e) {
            check.abandon();
            throw layer.failure(Callback.PREAD, e);
        }
        keep(check);
    }

    @Override
    public boolean readNow(ReadRequest request) {
        ReadCheck check = checkOf(request);
        boolean isAnswered;
        try {
            isAnswered = disk.readNow(check);
            if (isAnswered) {
                check.end();
            } else {
                check.abandon();
            }
        } catch (Throwable e) {
            check.abandon();
            throw layer.failure(Callback.PREAD, e);
        }
        keep(check);
        return isAnswered;
    }

    private ReadCheck checkOf(ReadRequest request) {
        ReadCheck check = spare.getAndSet(null);
        if (check == null) {
            check = new ReadCheck(layer);
        }
        check.begin(request);
        return check;
    }

    private void keep(ReadCheck check) {
        if (check.isSmall()) {
            spare.setRelease(check);
        }
    }

    @Override
    public boolean lend(long offset, int length, BufferSink target) {
        LentBytes check = spareLent.getAndSet(null);
        if (check == null) {
            check = new LentBytes(layer);
        }
        try {
            boolean isLent = disk.lend(offset, length, check.begin(target));
            check.end(isLent ? length : 0);
            return isLent;
        } catch (Throwable e) {
            throw layer.failure(Callback.PWRITE, e);
        } finally {
            spareLent.setRelease(check);
        }
    }

    @Override
    public void written(long offset, int length, RequestFlags flags) {
        try {
            disk.written(offset, length, flags);
        } catch (Throwable e) {
            throw layer.failure(Callback.PWRITE, e);
        }
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        try {
            disk.write(data, offset, flags);
        } catch (Throwable e) {
            throw layer.failure(Callback.PWRITE, e);
        }
    }

    @Override
    public void flush() {
        try {
            disk.flush();
        } catch (Throwable e) {
            throw layer.failure(Callback.FLUSH, e);
        }
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        try {
            disk.trim(offset, length, flags);
        } catch (Throwable e) {
            throw layer.failure(Callback.TRIM, e);
        }
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        try {
            disk.zero(offset, length, flags);
        } catch (Throwable e) {
            throw layer.failure(Callback.ZERO, e);
        }
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        ExtentCheck check = checkOf(offset, length, flags, extents);
        try {
            disk.extents(offset, length, flags, (first, count, type) -> check.add(first, count, type.bits()));
            check.end();
        } catch (Throwable e) {
            throw layer.failure(Callback.EXTENTS, e);
        }
    }

    @Override
    public boolean extentsNow(long offset, long length, RequestFlags flags, ExtentSink extents) {
        ExtentCheck check = checkOf(offset, length, flags, extents);
        try {
            boolean isAnswered = disk.extentsNow(
                    offset, length, flags, (first, count, type) -> check.add(first, count, type.bits()));
            if (isAnswered) {
                check.end();
            }
            return isAnswered;
        } catch (Throwable e) {
            throw layer.failure(Callback.EXTENTS, e);
        }
    }

    private ExtentCheck checkOf(long offset, long length, RequestFlags flags, ExtentSink extents) {
        return new ExtentCheck(
                layer,
                Callback.EXTENTS,
                offset,
                length,
                flags.requestOne(),
                (first, count, status) -> extents.add(first, count, ExtentType.ofBits((int) status)));
    }

    @Override
    public List<MetaContext> metaContexts() {
        return metaContexts;
    }

    @Override
    public @Nullable ReplyTamper replyTamper() {
        return disk.replyTamper();
    }

    @Override
    public void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
        boolean is64Bit = metaContexts.contains(new MetaContext(context, true));
        ExtentCheck check = new ExtentCheck(layer, Callback.BLOCK_STATUS, offset, length, flags.requestOne(), statuses);
        try {
            disk.blockStatus(context, offset, length, flags, (first, count, status) -> {
                if (!is64Bit && status >>> 32 != 0) {
                    throw layer.breach(
                            Errno.EIO,
                            Callback.BLOCK_STATUS,
                            "has the status 0x%x in %s, expected 32 bits".formatted(status, context));
                }
                return check.add(first, count, status);
            });
            check.end();
        } catch (Throwable e) {
            throw layer.failure(Callback.BLOCK_STATUS, e);
        }
    }

    @Override
    public void resize(long size) {
        try {
            disk.resize(size);
        } catch (Throwable e) {
            throw layer.failure(Callback.RESIZE, e);
        }
    }

    @Override
    public void cache(long offset, long length) {
        try {
            disk.cache(offset, length);
        } catch (Throwable e) {
            throw layer.failure(Callback.CACHE, e);
        }
    }

    @Override
    public void close() {
        try {
            disk.close();
        } catch (Throwable e) {
            throw layer.failure(Callback.CLOSE, e);
        }
    }
}
