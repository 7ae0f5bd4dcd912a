package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/**
 * A disk that is opened again after a failure. For one call at a time. What clients were told when it was opened first
 * holds on: a disk that comes back with another size, or cannot do what it could, fails.
 */
final class RetryDisk implements Disk {
    private final RetryFilter filter;
    private final OpenContext context;
    private final Next next;
    private final long size;
    private final @Nullable BlockSize blockSize;
    private final @Nullable String description;
    private final Capabilities capabilities;
    private @Nullable Disk disk;
    private boolean isReadOnly;

    RetryDisk(RetryFilter filter, OpenContext context, Next next) {
        this.filter = filter;
        this.context = context;
        this.next = next;
        this.isReadOnly = context.isReadOnly();
        Disk first = attempt(opened -> opened);
        this.size = first.size();
        this.blockSize = first.blockSize();
        this.description = first.description();
        this.capabilities = first.capabilities();
    }

    private <T> T attempt(Function<Disk, T> call) {
        for (long attempt = 0; ; attempt++) {
            try {
                return call.apply(opened());
            } catch (NbdException e) {
                if (attempt == filter.retries() || isFinal(e.errno())) {
                    throw e;
                }
            }
            context.sleep(filter.delay(attempt));
            isReadOnly |= filter.reopensReadOnly();
            closeQuietly();
        }
    }

    /** A fast zero that is refused, or a server that ends, will not be otherwise the next time. */
    private static boolean isFinal(Errno errno) {
        return errno == Errno.ENOTSUP || errno == Errno.ESHUTDOWN;
    }

    private Disk opened() {
        Disk current = disk;
        if (current == null) {
            current = next.open(context.withReadOnly(isReadOnly));
            disk = current;
        }
        return current;
    }

    private Disk same() {
        Disk current = opened();
        if (current.size() != size) {
            throw new NbdException(
                    Errno.EIO, "retry: the disk had " + size + " bytes and has " + current.size() + " now");
        }
        return current;
    }

    private void closeQuietly() {
        Disk old = disk;
        disk = null;
        if (old != null) {
            try {
                old.close();
            } catch (NbdException e) {
                // It has failed before, which is why it is closed.
            }
        }
    }

    private void retry(Consumer<Disk> call) {
        Disk _ = attempt(opened -> {
            call.accept(same());
            return opened;
        });
    }

    private void change(Consumer<Disk> call) {
        retry(opened -> {
            if (!opened.capabilities().canWrite()) {
                throw new NbdException(Errno.EROFS, "retry: the disk can be read only since it was opened again");
            }
            call.accept(opened);
        });
    }

    @Override
    public long size() {
        return size;
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
        Disk current = disk;
        return current == null ? Blocking.PINS : Blocking.stronger(Blocking.PARKS, current.blocking());
    }

    /** An attempt that failed may have given parts of the answer, so each has a fresh start in the buffer. */
    @Override
    public void read(ReadRequest request) {
        ByteBuffer buffer = request.buffer();
        retry(opened -> DenseRead.read(opened, buffer, request.offset()));
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        change(opened -> opened.write(data.slice(), offset, flags));
    }

    @Override
    public void flush() {
        retry(Disk::flush);
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        change(opened -> opened.trim(offset, length, flags));
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        change(opened -> opened.zero(offset, length, flags));
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        CollectedExtents found = new CollectedExtents();
        retry(opened -> {
            found.clear();
            opened.extents(offset, length, flags, found);
        });
        found.tell(extents);
    }

    @Override
    public void cache(long offset, long length) {
        retry(opened -> opened.cache(offset, length));
    }

    @Override
    public void close() {
        if (disk != null) {
            disk.close();
        }
    }
}
