package org.nbdscript.groovy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.spi.ScriptNext;

/** What lies below a filter, as Groovy sees it: {@code next.pread(buf, offset)}, {@code next.size}. It waits. */
public final class GroovyNext {
    private final ScriptNext next;

    GroovyNext(ScriptNext next) {
        this.next = next;
    }

    /** The same functions, which give futures. */
    public GroovyNextPromises getPromises() {
        return new GroovyNextPromises(next, this);
    }

    private @Nullable Object call(Callback callback, @Nullable Object... arguments) {
        return next.call(callback, arguments);
    }

    private boolean can(Callback callback) {
        return Boolean.TRUE.equals(call(callback));
    }

    /** Opens what lies below as the client asked. */
    public GroovyNext open() {
        return open(null, null);
    }

    /** Opens an export of what lies below. */
    public GroovyNext open(@Nullable String exportName) {
        return open(exportName, null);
    }

    /** Opens an export of what lies below; the first time this, later another one. */
    public GroovyNext open(@Nullable String exportName, @Nullable Boolean readOnly) {
        ScriptNext opened = (ScriptNext) Objects.requireNonNull(call(Callback.OPEN, exportName, readOnly));
        return opened.equals(next) ? this : new GroovyNext(opened);
    }

    /** Closes it. */
    public void close() {
        next.close();
    }

    /** Fills a buffer. */
    public ByteBuffer pread(ByteBuffer buf, long offset) {
        next.read(buf, offset);
        return buf;
    }

    /** Reads so many bytes. */
    public byte[] pread(long count, long offset) {
        byte[] bytes = new byte[Math.toIntExact(count)];
        next.read(ByteBuffer.wrap(bytes), offset);
        return bytes;
    }

    /** Writes a buffer. */
    public void pwrite(ByteBuffer buf, long offset) {
        pwrite(buf, offset, RequestFlags.NONE);
    }

    /** Writes a buffer. */
    public void pwrite(ByteBuffer buf, long offset, RequestFlags flags) {
        next.write(buf.asReadOnlyBuffer(), offset, flags);
    }

    /** Writes bytes. */
    public void pwrite(byte[] bytes, long offset) {
        pwrite(ByteBuffer.wrap(bytes), offset, RequestFlags.NONE);
    }

    /** Writes bytes. */
    public void pwrite(byte[] bytes, long offset, RequestFlags flags) {
        pwrite(ByteBuffer.wrap(bytes), offset, flags);
    }

    /** Brings what was written to stable storage. */
    public void flush() {
        call(Callback.FLUSH);
    }

    /** The same; there is no flag for it. */
    public void flush(RequestFlags flags) {
        flush();
    }

    /** Gives up a range. */
    public void trim(long count, long offset) {
        trim(count, offset, RequestFlags.NONE);
    }

    /** Gives up a range. */
    public void trim(long count, long offset, RequestFlags flags) {
        call(Callback.TRIM, count, offset, flags);
    }

    /** Zeroes a range. */
    public void zero(long count, long offset) {
        zero(count, offset, RequestFlags.NONE);
    }

    /** Zeroes a range. */
    public void zero(long count, long offset, RequestFlags flags) {
        call(Callback.ZERO, count, offset, flags);
    }

    /** The extents of a range: an offset, a length and a type each. */
    public List<?> extents(long count, long offset) {
        return extents(count, offset, RequestFlags.NONE);
    }

    /** The extents of a range: an offset, a length and a type each. */
    public List<?> extents(long count, long offset, RequestFlags flags) {
        return (List<?>) Objects.requireNonNull(call(Callback.EXTENTS, count, offset, flags));
    }

    /** Changes the size. */
    public void resize(long size) {
        call(Callback.RESIZE, size);
    }

    /** The names of the metadata contexts. */
    public @Nullable Object metaContexts() {
        return call(Callback.META_CONTEXTS);
    }

    /** The extents of a metadata context in a range: an offset, a length and the status each. */
    public List<?> blockStatus(String context, long count, long offset) {
        return (List<?>) Objects.requireNonNull(call(Callback.BLOCK_STATUS, context, count, offset));
    }

    /** Fetches a range. */
    public void cache(long count, long offset) {
        call(Callback.CACHE, count, offset);
    }

    /** The same; there is no flag for it. */
    public void cache(long count, long offset, RequestFlags flags) {
        cache(count, offset);
    }

    /** The size in bytes. */
    public long getSize() {
        return (Long) Objects.requireNonNull(call(Callback.GET_SIZE));
    }

    /** The block sizes; null if it does not care. */
    public @Nullable Object blockSize() {
        return call(Callback.BLOCK_SIZE);
    }

    /** The export's description; null if it has none. */
    public @Nullable Object exportDescription() {
        return call(Callback.EXPORT_DESCRIPTION);
    }

    /** Whether it can be written. */
    public boolean canWrite() {
        return can(Callback.CAN_WRITE);
    }

    /** Whether flush works. */
    public boolean canFlush() {
        return can(Callback.CAN_FLUSH);
    }

    /** Whether seeks cost time. */
    public boolean isRotational() {
        return can(Callback.IS_ROTATIONAL);
    }

    /** Whether trim works. */
    public boolean canTrim() {
        return can(Callback.CAN_TRIM);
    }

    /** Whether zero works. */
    public boolean canZero() {
        return can(Callback.CAN_ZERO);
    }

    /** Whether a fast zero is answered quickly. */
    public boolean canFastZero() {
        return can(Callback.CAN_FAST_ZERO);
    }

    /** Whether it has extents of its own. */
    public boolean canExtents() {
        return can(Callback.CAN_EXTENTS);
    }

    /** How force unit access is done: none, emulate or native. */
    public @Nullable Object canFua() {
        return call(Callback.CAN_FUA);
    }

    /** Whether connections see one another's writes. */
    public boolean canMultiConn() {
        return can(Callback.CAN_MULTI_CONN);
    }

    /** How cache is done: none, emulate or native. */
    public @Nullable Object canCache() {
        return call(Callback.CAN_CACHE);
    }

    /** Asks what lies below whether the client may stay. */
    public void preconnect() {
        call(Callback.PRECONNECT);
    }

    /** The exports of what lies below: a name and a description each. */
    public @Nullable Object listExports() {
        return call(Callback.LIST_EXPORTS);
    }

    /** The default export of what lies below. */
    public @Nullable Object defaultExport() {
        return call(Callback.DEFAULT_EXPORT);
    }

    /** Whether what lies below serves an export over TLS only. */
    public boolean requiresTls(String exportName) {
        return Boolean.TRUE.equals(call(Callback.REQUIRES_TLS, exportName));
    }
}
