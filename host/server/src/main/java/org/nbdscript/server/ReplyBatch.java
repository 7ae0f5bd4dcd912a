package org.nbdscript.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.posix.IoVector;
import org.nbdscript.posix.PagePipe;

/**
 * Replies that leave in one gathered write: headers and small data one after another in buffers of the pool, large data
 * from where it is. For one thread at a time; reused.
 */
final class ReplyBatch {
    /** Data from here on is sent from where it is; below, copying costs less than a part of a gathered write. */
    private static final int LENT_FROM = 1 << 11;

    /** Data from this size on is aligned. */
    private static final int ALIGNED_FROM = 1 << 14;

    private static final int ZEROES_LENGTH = 1 << 16;
    private static final ByteBuffer ZEROES =
            ByteBuffer.allocateDirect(ZEROES_LENGTH).asReadOnlyBuffer();
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final BufferPool pool;
    private final @Nullable PipePool pipes;
    private final int chunkSize;
    private PooledBuffer[] owned = new PooledBuffer[4];
    private int ownedCount;
    private final List<PagePipe> filled = new ArrayList<>(0);
    /** Most batches never need one. */
    private @Nullable IoVector vector;

    private final Segments segments = new Segments();

    /** The buffer that is being filled, whose bytes from {@code unsealed} to the position are in no segment yet. */
    private ByteBuffer out = NOTHING;

    private int unsealed;

    /**
     * An empty batch.
     *
     * @param pipes null if what is in them cannot be sent
     * @param chunkSize the least size in bytes of the buffers that it takes of the pool
     */
    ReplyBatch(BufferPool pool, @Nullable PipePool pipes, int chunkSize) {
        this.pool = pool;
        this.pipes = pipes;
        this.chunkSize = chunkSize;
    }

    /** A buffer with room for this many bytes, which are put at its position. */
    ByteBuffer room(int count) {
        if (out.remaining() < count) {
            seal();
            PooledBuffer next = pool.acquire(Math.max(count, chunkSize));
            if (ownedCount == owned.length) {
                owned = Arrays.copyOf(owned, 2 * ownedCount);
            }
            owned[ownedCount++] = next;
            out = next.bytes();
            unsealed = 0;
        }
        return out;
    }

    /**
     * A view of bytes to come, which the caller fills and then {@linkplain #skipped takes as sent} or leaves.
     *
     * @param headerSize how many bytes to leave free before it, for a header
     */
    ByteBuffer reserve(int headerSize, int length) {
        if (length >= ALIGNED_FROM) {
            align(headerSize, length);
        }
        int position = room(headerSize + length).position() + headerSize;
        return current().view(position, length);
    }

    /** Leaves out as many bytes as it takes to align what follows a header. */
    private void align(int headerSize, int length) {
        room(headerSize + length + PooledBuffer.ALIGNMENT);
        int left = -(out.position() + headerSize) & (PooledBuffer.ALIGNMENT - 1);
        seal();
        unsealed += left;
        out.position(unsealed);
    }

    /** Fills a part of what is reserved with zeroes; {@code from} counts from the batch's position. */
    void zero(int from, int length) {
        current().zero(out.position() + from, length);
    }

    /** Takes the next bytes, filled through a view, as sent. */
    void skipped(int length) {
        out.position(out.position() + length);
    }

    /** Cuts out the next bytes: they are kept until the batch is sent, but are not sent themselves. */
    ByteBuffer carve(int length) {
        room(length);
        seal();
        ByteBuffer carved = out.slice(out.position(), length);
        out.position(out.position() + length);
        unsealed = out.position();
        return carved;
    }

    /** Adds data: small or heap data is copied now, other data is sent from where it is. */
    void data(ByteBuffer bytes, int from, int length) {
        if (length < LENT_FROM || !bytes.isDirect()) {
            copy(bytes, from, length);
            return;
        }
        seal();
        segments.add(bytes, from, length);
    }

    private void copy(ByteBuffer bytes, int from, int length) {
        int done = 0;
        while (done < length) {
            ByteBuffer target = room(1);
            int count = Math.min(length - done, target.remaining());
            target.put(target.position(), bytes, from + done, count);
            target.position(target.position() + count);
            done += count;
        }
    }

    /** Adds zeroes. */
    void zeroes(int length) {
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, ZEROES_LENGTH);
            data(ZEROES, 0, count);
            done += count;
        }
    }

    /** A pipe to be filled, and then {@linkplain #pages added} or {@linkplain #abandon given up}; null for none. */
    @Nullable
    PagePipe acquirePipe() {
        return pipes == null ? null : pipes.acquire();
    }

    /** Adds what is in a pipe. */
    void pages(PagePipe pipe) {
        seal();
        segments.add(pipe);
        filled.add(pipe);
    }

    /**
     * Adds parts of a read by their pages, without copying them.
     *
     * @return false if nothing was added, since they are too many, or there is no pipe
     */
    boolean pages(ReadParts parts, int first, int end) {
        PagePipe pipe = acquirePipe();
        if (pipe == null) {
            return false;
        }
        int bytes = 0;
        IoVector mapped = vector();
        for (int part = first; part < end; part++) {
            mapped.add(Objects.requireNonNull(parts.source(part)), parts.position(part), parts.length(part));
            bytes += parts.length(part);
        }
        boolean isWhole = pipe.takeMemory(mapped) == bytes;
        mapped.clear();
        if (isWhole) {
            pages(pipe);
        } else {
            abandon(pipe);
        }
        return isWhole;
    }

    private IoVector vector() {
        IoVector made = vector;
        if (made == null) {
            made = new IoVector();
            vector = made;
        }
        return made;
    }

    /** Takes a pipe back that is not to be sent. */
    void abandon(PagePipe pipe) {
        Objects.requireNonNull(pipes, "the pipe is of a pool").release(pipe);
    }

    private void seal() {
        int count = out.position() - unsealed;
        if (count > 0) {
            segments.add(out, unsealed, count);
            unsealed = out.position();
        }
    }

    private PooledBuffer current() {
        return owned[ownedCount - 1];
    }

    /** How many bytes will be sent. */
    long bytes() {
        return segments.bytes() + out.position() - unsealed;
    }

    boolean isEmpty() {
        return bytes() == 0;
    }

    /** How many parts the gathered write will have. */
    int segments() {
        return segments.count() + 1;
    }

    /** Adds the parts to those of a gathered write. */
    void gather(Segments into) {
        seal();
        into.addAll(segments);
    }

    /** Writes all, and is empty then. */
    void writeTo(Transport transport) throws IOException {
        seal();
        transport.write(segments);
        clear();
    }

    /** Writes all, but keeps the buffers, in which more is made. */
    void writePartTo(Transport transport) throws IOException {
        seal();
        transport.write(segments);
        segments.clear();
    }

    /** Throws away all that was not sent, and gives the buffers back. */
    void clear() {
        for (int i = 0; i < ownedCount; i++) {
            pool.release(owned[i]);
        }
        Arrays.fill(owned, 0, ownedCount, null);
        for (int i = filled.size() - 1; i >= 0; i--) {
            abandon(filled.remove(i));
        }
        segments.clear();
        ownedCount = 0;
        out = NOTHING;
        unsealed = 0;
    }
}
