package org.nbdscript.plugins;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;
import org.nbdscript.posix.BlockDevice;
import org.nbdscript.posix.Close;
import org.nbdscript.posix.Fadvise;
import org.nbdscript.posix.Fdatasync;
import org.nbdscript.posix.Lseek;
import org.nbdscript.posix.PosixException;
import org.nbdscript.posix.Pread;
import org.nbdscript.posix.Pwrite;

/** A disk in a regular file or on a block device. Its calls wait in the kernel, and any number may run at a time. */
final class FileDisk implements Disk {
    private final OpenFile file;
    private final Caching caching;
    private final FileExtents extents;
    private final ZeroRange zeroRange;
    private final Capabilities capabilities;
    private final @Nullable BlockSize blockSize;

    /** The calls of a read that is over, for the next one. */
    private final AtomicReference<@Nullable CachedRead> spare = new AtomicReference<>();

    private volatile boolean canReadNow;

    private FileDisk(OpenFile file, Caching caching) throws PosixException {
        this.file = file;
        this.caching = caching;
        this.extents = new FileExtents(file.descriptor());
        this.zeroRange = file.isBlockDevice() ? new DeviceZeroRange(file) : new FileZeroRange(file);
        this.capabilities = Capabilities.builder()
                .canWrite(file.canWrite())
                .canFlush(true)
                .isRotational(isRotational(file))
                .canTrim(true)
                .zero(Support.NATIVE)
                .canFastZero(true)
                .canExtents(canFindHoles(file))
                .fua(Support.NATIVE)
                .canMultiConn(true)
                .cache(caching.direct() ? Support.NONE : Support.NATIVE)
                .build();
        this.blockSize = blockSizeOf(file, caching);
        this.canReadNow = caching.usesPageCache();
        if (caching.advice() != Fadvise.Advice.NORMAL) {
            Fadvise.advise(file.descriptor(), 0, 0, caching.advice());
        }
    }

    /** The disk in an open file, which the disk closes. */
    static FileDisk of(OpenFile file, Caching caching) {
        try {
            return new FileDisk(file, caching);
        } catch (PosixException | NbdException e) {
            NbdException failure = e instanceof PosixException call ? FileFailure.of(call) : (NbdException) e;
            try {
                Close.close(file.descriptor());
            } catch (PosixException closing) {
                failure.addSuppressed(closing);
            }
            throw failure;
        }
    }

    private static boolean isRotational(OpenFile file) {
        try {
            return file.isBlockDevice() && BlockDevice.isRotational(file.descriptor());
        } catch (PosixException e) {
            return false;
        }
    }

    private static boolean canFindHoles(OpenFile file) {
        try {
            Lseek.nextHole(file.descriptor(), 0);
            return true;
        } catch (PosixException e) {
            return false;
        }
    }

    /** The kernel takes requests of any size, but writes whole blocks only, and reads the rest of them first. */
    private static @Nullable BlockSize blockSizeOf(OpenFile file, Caching caching) throws PosixException {
        if (caching.direct()) {
            return DirectIo.blockSize(file);
        }
        if (!file.isBlockDevice()) {
            return null;
        }
        int pageBytes = 4096;
        int physical = Integer.highestOneBit(BlockDevice.physicalBlockBytes(file.descriptor()));
        return new BlockSize(1, Math.clamp(physical, pageBytes, 32 << 20), BlockSize.UNLIMITED);
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public @Nullable BlockSize blockSize() {
        return blockSize;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Blocking blocking() {
        return Blocking.PINS;
    }

    @Override
    public void read(ReadRequest request) {
        if (caching.usesPageCache() && request.pages(file.descriptor(), request.offset())) {
            return;
        }
        ByteBuffer target = request.bufferToFill();
        long offset = request.offset();
        attempt(() -> {
            for (int done = 0; done < request.length(); ) {
                int count = Pread.read(file.descriptor(), target, offset + done);
                if (count == 0) {
                    throw new NbdException(Errno.EIO, "the file became shorter than it was when it was opened");
                }
                done += count;
            }
            evict(offset, request.length());
        });
    }

    /** Reads what is in the page cache. */
    @Override
    public boolean readNow(ReadRequest request) {
        if (!canReadNow) {
            return false;
        }
        CachedRead cached = spare.getAndSet(null);
        if (cached == null) {
            cached = new CachedRead(file.descriptor());
        }
        boolean isAnswered = cached.answer(request);
        canReadNow = cached.isSupported();
        spare.set(cached);
        return isAnswered;
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        ByteBuffer source = data.duplicate();
        attempt(() -> {
            long next = offset;
            while (source.hasRemaining()) {
                next += Pwrite.write(file.descriptor(), source, next);
            }
            syncIf(flags.fua());
            evict(offset, next - offset);
        });
    }

    @Override
    public void flush() {
        attempt(() -> {
            syncIf(true);
            // What was written before is clean now and can leave the page cache.
            evict(0, 0);
        });
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        attempt(() -> {
            zeroRange.trim(offset, length);
            syncIf(flags.fua());
        });
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        attempt(() -> {
            zeroRange.zero(offset, length, flags);
            syncIf(flags.fua());
        });
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink sink) {
        attempt(() -> extents.find(offset, length, flags, sink));
    }

    @Override
    public boolean extentsNow(long offset, long length, RequestFlags flags, ExtentSink sink) {
        return extents.findNow(offset, length, flags, sink);
    }

    @Override
    public void cache(long offset, long length) {
        attempt(() -> Fadvise.advise(file.descriptor(), offset, length, Fadvise.Advice.WILL_NEED));
    }

    @Override
    public void close() {
        attempt(() -> Close.close(file.descriptor()));
    }

    private void syncIf(boolean wanted) throws PosixException {
        if (wanted) {
            Fdatasync.sync(file.descriptor());
        }
    }

    /** Drops clean pages of a range, and starts to write its dirty ones. A length of 0 means up to the end. */
    private void evict(long offset, long length) throws PosixException {
        if (caching.evicts()) {
            Fadvise.advise(file.descriptor(), offset, length, Fadvise.Advice.DONT_NEED);
        }
    }

    @FunctionalInterface
    private interface Call {
        void run() throws PosixException;
    }

    private static void attempt(Call call) {
        try {
            call.run();
        } catch (PosixException e) {
            throw FileFailure.of(e);
        }
    }
}
