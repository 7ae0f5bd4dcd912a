package org.nbdscript.groovy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.spi.ScriptNext;

/**
 * {@code next.promises}: the functions of {@link GroovyNext}, each of which starts a call and gives a future of its
 * result, which fails with an {@link org.nbdscript.api.NbdException}.
 */
public final class GroovyNextPromises {
    private final ScriptNext next;
    private final GroovyNext waiting;

    GroovyNextPromises(ScriptNext next, GroovyNext waiting) {
        this.next = next;
        this.waiting = waiting;
    }

    private <T extends @Nullable Object> CompletableFuture<T> start(Callback callback, Supplier<T> call) {
        return next.start(callback, call);
    }

    private CompletableFuture<@Nullable Void> startQuietly(Callback callback, Runnable call) {
        return next.start(callback, () -> {
            call.run();
            return null;
        });
    }

    /** Opens what lies below as the client asked. */
    public CompletableFuture<GroovyNext> open() {
        return open(null, null);
    }

    /** Opens an export of what lies below. */
    public CompletableFuture<GroovyNext> open(@Nullable String exportName) {
        return open(exportName, null);
    }

    /** Opens an export of what lies below; the first time this, later another one. */
    public CompletableFuture<GroovyNext> open(@Nullable String exportName, @Nullable Boolean readOnly) {
        return start(Callback.OPEN, () -> waiting.open(exportName, readOnly));
    }

    /** Closes it, when all other calls have ended. */
    public CompletableFuture<@Nullable Void> close() {
        return startQuietly(Callback.CLOSE, waiting::close);
    }

    /** Fills a buffer. */
    public CompletableFuture<ByteBuffer> pread(ByteBuffer buf, long offset) {
        ByteBuffer target = buf.duplicate();
        return start(Callback.PREAD, () -> {
            // A buffer that is lent to the script may be gone when the bytes come.
            target.put(waiting.pread(target.remaining(), offset));
            return buf;
        });
    }

    /** Reads so many bytes. */
    public CompletableFuture<byte[]> pread(long count, long offset) {
        return start(Callback.PREAD, () -> waiting.pread(count, offset));
    }

    /** Writes a buffer. */
    public CompletableFuture<@Nullable Void> pwrite(ByteBuffer buf, long offset) {
        return pwrite(buf, offset, RequestFlags.NONE);
    }

    /** Writes a buffer. */
    public CompletableFuture<@Nullable Void> pwrite(ByteBuffer buf, long offset, RequestFlags flags) {
        byte[] bytes = new byte[buf.remaining()];
        buf.duplicate().get(bytes);
        return startQuietly(Callback.PWRITE, () -> waiting.pwrite(bytes, offset, flags));
    }

    /** Writes bytes. */
    public CompletableFuture<@Nullable Void> pwrite(byte[] bytes, long offset) {
        return pwrite(ByteBuffer.wrap(bytes), offset, RequestFlags.NONE);
    }

    /** Writes bytes. */
    public CompletableFuture<@Nullable Void> pwrite(byte[] bytes, long offset, RequestFlags flags) {
        return pwrite(ByteBuffer.wrap(bytes), offset, flags);
    }

    /** Brings what was written to stable storage. */
    public CompletableFuture<@Nullable Void> flush() {
        return startQuietly(Callback.FLUSH, waiting::flush);
    }

    /** The same; there is no flag for it. */
    public CompletableFuture<@Nullable Void> flush(RequestFlags flags) {
        return flush();
    }

    /** Gives up a range. */
    public CompletableFuture<@Nullable Void> trim(long count, long offset) {
        return trim(count, offset, RequestFlags.NONE);
    }

    /** Gives up a range. */
    public CompletableFuture<@Nullable Void> trim(long count, long offset, RequestFlags flags) {
        return startQuietly(Callback.TRIM, () -> waiting.trim(count, offset, flags));
    }

    /** Zeroes a range. */
    public CompletableFuture<@Nullable Void> zero(long count, long offset) {
        return zero(count, offset, RequestFlags.NONE);
    }

    /** Zeroes a range. */
    public CompletableFuture<@Nullable Void> zero(long count, long offset, RequestFlags flags) {
        return startQuietly(Callback.ZERO, () -> waiting.zero(count, offset, flags));
    }

    /** The extents of a range: an offset, a length and a type each. */
    public CompletableFuture<List<?>> extents(long count, long offset) {
        return extents(count, offset, RequestFlags.NONE);
    }

    /** The extents of a range: an offset, a length and a type each. */
    public CompletableFuture<List<?>> extents(long count, long offset, RequestFlags flags) {
        return start(Callback.EXTENTS, () -> waiting.extents(count, offset, flags));
    }

    /** Changes the size. */
    public CompletableFuture<@Nullable Void> resize(long size) {
        return startQuietly(Callback.RESIZE, () -> waiting.resize(size));
    }

    /** The names of the metadata contexts. */
    public CompletableFuture<@Nullable Object> metaContexts() {
        return start(Callback.META_CONTEXTS, waiting::metaContexts);
    }

    /** The extents of a metadata context in a range: an offset, a length and the status each. */
    public CompletableFuture<List<?>> blockStatus(String context, long count, long offset) {
        return start(Callback.BLOCK_STATUS, () -> waiting.blockStatus(context, count, offset));
    }

    /** Fetches a range. */
    public CompletableFuture<@Nullable Void> cache(long count, long offset) {
        return startQuietly(Callback.CACHE, () -> waiting.cache(count, offset));
    }

    /** The same; there is no flag for it. */
    public CompletableFuture<@Nullable Void> cache(long count, long offset, RequestFlags flags) {
        return cache(count, offset);
    }

    /** The size in bytes. */
    public CompletableFuture<Long> getSize() {
        return start(Callback.GET_SIZE, waiting::getSize);
    }

    /** The block sizes; null if it does not care. */
    public CompletableFuture<@Nullable Object> blockSize() {
        return start(Callback.BLOCK_SIZE, waiting::blockSize);
    }

    /** The export's description; null if it has none. */
    public CompletableFuture<@Nullable Object> exportDescription() {
        return start(Callback.EXPORT_DESCRIPTION, waiting::exportDescription);
    }

    /** Whether it can be written. */
    public CompletableFuture<Boolean> canWrite() {
        return start(Callback.CAN_WRITE, waiting::canWrite);
    }

    /** Whether flush works. */
    public CompletableFuture<Boolean> canFlush() {
        return start(Callback.CAN_FLUSH, waiting::canFlush);
    }

    /** Whether seeks cost time. */
    public CompletableFuture<Boolean> isRotational() {
        return start(Callback.IS_ROTATIONAL, waiting::isRotational);
    }

    /** Whether trim works. */
    public CompletableFuture<Boolean> canTrim() {
        return start(Callback.CAN_TRIM, waiting::canTrim);
    }

    /** Whether zero works. */
    public CompletableFuture<Boolean> canZero() {
        return start(Callback.CAN_ZERO, waiting::canZero);
    }

    /** Whether a fast zero is answered quickly. */
    public CompletableFuture<Boolean> canFastZero() {
        return start(Callback.CAN_FAST_ZERO, waiting::canFastZero);
    }

    /** Whether it has extents of its own. */
    public CompletableFuture<Boolean> canExtents() {
        return start(Callback.CAN_EXTENTS, waiting::canExtents);
    }

    /** How force unit access is done: none, emulate or native. */
    public CompletableFuture<@Nullable Object> canFua() {
        return start(Callback.CAN_FUA, waiting::canFua);
    }

    /** Whether connections see one another's writes. */
    public CompletableFuture<Boolean> canMultiConn() {
        return start(Callback.CAN_MULTI_CONN, waiting::canMultiConn);
    }

    /** How cache is done: none, emulate or native. */
    public CompletableFuture<@Nullable Object> canCache() {
        return start(Callback.CAN_CACHE, waiting::canCache);
    }

    /** Asks what lies below whether the client may stay. */
    public CompletableFuture<@Nullable Void> preconnect() {
        return startQuietly(Callback.PRECONNECT, waiting::preconnect);
    }

    /** The exports of what lies below: a name and a description each. */
    public CompletableFuture<@Nullable Object> listExports() {
        return start(Callback.LIST_EXPORTS, waiting::listExports);
    }

    /** The default export of what lies below. */
    public CompletableFuture<@Nullable Object> defaultExport() {
        return start(Callback.DEFAULT_EXPORT, waiting::defaultExport);
    }

    /** Whether what lies below serves an export over TLS only. */
    public CompletableFuture<Boolean> requiresTls(String exportName) {
        return start(Callback.REQUIRES_TLS, () -> waiting.requiresTls(exportName));
    }
}
