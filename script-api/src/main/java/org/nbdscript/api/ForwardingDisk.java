package org.nbdscript.api;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A disk around another one, which does all that a subclass does not do itself: what most filters open.
 *
 * <p>It can do what the other one can, with the host's help where that one needs it; so all calls come through, as the
 * client made them. A subclass that says {@link Support#EMULATE} in its own capabilities has the host do it above.
 */
public abstract class ForwardingDisk implements Disk {
    /** The disk that this one is around. */
    protected final Disk next;

    private final Capabilities capabilities;

    /** A disk around this one, which it closes with itself. */
    protected ForwardingDisk(Disk next) {
        this.next = next;
        this.capabilities = next.capabilities().withEmulation();
    }

    @Override
    public long size() {
        return next.size();
    }

    @Override
    public @Nullable BlockSize blockSize() {
        return next.blockSize();
    }

    @Override
    public @Nullable String description() {
        return next.description();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Blocking blocking() {
        return next.blocking();
    }

    @Override
    public void read(ReadRequest request) {
        next.read(request);
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        next.write(data, offset, flags);
    }

    @Override
    public void flush() {
        next.flush();
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        next.trim(offset, length, flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        next.zero(offset, length, flags);
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        next.extents(offset, length, flags, extents);
    }

    @Override
    public List<MetaContext> metaContexts() {
        return next.metaContexts();
    }

    @Override
    public void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
        next.blockStatus(context, offset, length, flags, statuses);
    }

    @Override
    public void resize(long size) {
        next.resize(size);
    }

    @Override
    public void cache(long offset, long length) {
        next.cache(offset, length);
    }

    @Override
    public @Nullable ReplyTamper replyTamper() {
        return next.replyTamper();
    }

    @Override
    public void close() {
        next.close();
    }
}
