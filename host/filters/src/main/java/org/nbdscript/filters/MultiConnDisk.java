package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.RequestFlags;

/** One of several connections whose flush flushes all. */
final class MultiConnDisk extends ForwardingDisk {
    private final Runnable flushAll;
    private final Consumer<MultiConnDisk> onClose;
    private final Capabilities capabilities;
    private volatile boolean isDirty;

    /**
     * One.
     *
     * @param flushAll flushes all connections that need it, this one too
     * @param onClose run before the disk below is closed
     */
    MultiConnDisk(Disk next, Runnable flushAll, Consumer<MultiConnDisk> onClose) {
        super(next);
        this.flushAll = flushAll;
        this.onClose = onClose;
        this.capabilities = super.capabilities().toBuilder().canMultiConn(true).build();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    boolean isDirty() {
        return isDirty;
    }

    /** What is written while this goes on makes it dirty again. */
    void flushBelow() {
        isDirty = false;
        try {
            next.flush();
        } catch (RuntimeException e) {
            isDirty = true;
            throw e;
        }
    }

    /** With FUA a change is a flush, too, of what others have changed. */
    private void change(RequestFlags flags, Consumer<RequestFlags> call) {
        // Before it, since it may fail half-way; and after it, since others may have flushed meanwhile.
        isDirty = true;
        call.accept(withoutFua(flags));
        isDirty = true;
        if (flags.fua()) {
            flushAll.run();
        }
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        change(flags, kept -> next.write(data, offset, kept));
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        change(flags, kept -> next.trim(offset, length, kept));
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        change(flags, kept -> next.zero(offset, length, kept));
    }

    private static RequestFlags withoutFua(RequestFlags flags) {
        return RequestFlags.of(flags.bits() & ~RequestFlags.FUA);
    }

    @Override
    public void flush() {
        flushAll.run();
    }

    @Override
    public void close() {
        onClose.accept(this);
        next.close();
    }
}
