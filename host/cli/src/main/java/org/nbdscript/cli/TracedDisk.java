package org.nbdscript.cli;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/** Says each call before it is made. */
final class TracedDisk extends ForwardingDisk {
    private final Consumer<String> control;
    private final @Nullable Consumer<String> data;

    /**
     * Around a disk.
     *
     * @param control takes its close
     * @param data takes its requests; null for none
     */
    TracedDisk(Disk next, Consumer<String> control, @Nullable Consumer<String> data) {
        super(next);
        this.control = control;
        this.data = data;
    }

    /** To trace changes nothing. */
    @Override
    public boolean takesMisfits() {
        return next.takesMisfits();
    }

    private void show(Callback callback, long count, long offset, RequestFlags flags) {
        if (data != null) {
            data.accept(callback.snakeCase() + " count=" + count + " offset=" + offset
                    + (flags.bits() == 0 ? "" : " flags=" + flags));
        }
    }

    @Override
    public void read(ReadRequest request) {
        show(Callback.PREAD, request.length(), request.offset(), RequestFlags.NONE);
        next.read(request);
    }

    @Override
    public void write(ByteBuffer bytes, long offset, RequestFlags flags) {
        show(Callback.PWRITE, bytes.remaining(), offset, flags);
        next.write(bytes, offset, flags);
    }

    @Override
    public void flush() {
        if (data != null) {
            data.accept(Callback.FLUSH.snakeCase());
        }
        next.flush();
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        show(Callback.TRIM, length, offset, flags);
        next.trim(offset, length, flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        show(Callback.ZERO, length, offset, flags);
        next.zero(offset, length, flags);
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        show(Callback.EXTENTS, length, offset, flags);
        next.extents(offset, length, flags, extents);
    }

    @Override
    public void cache(long offset, long length) {
        show(Callback.CACHE, length, offset, RequestFlags.NONE);
        next.cache(offset, length);
    }

    @Override
    public void close() {
        control.accept(Callback.CLOSE.snakeCase());
        next.close();
    }
}
