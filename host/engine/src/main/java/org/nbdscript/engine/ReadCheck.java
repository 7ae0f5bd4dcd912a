package org.nbdscript.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;

/**
 * A read as a layer is given it: passes parts on and checks that they cover the request exactly. Used for one read
 * after another, from {@link #begin} to {@link #end}.
 */
final class ReadCheck implements ReadRequest {
    /** How much room for parts is kept from one read to the next. */
    private static final int MOST_KEPT = 4096;

    private final LayerName layer;
    private @Nullable ReadRequest request;
    private long offset;
    private int length;

    /** The parts' first bytes and ends, counted from the request's offset: a part's first byte in the upper half. */
    private long[] parts = new long[16];

    private int count;
    private long covered;

    ReadCheck(LayerName layer) {
        this.layer = layer;
    }

    void begin(ReadRequest next) {
        request = next;
        offset = next.offset();
        length = next.length();
        count = 0;
        covered = 0;
    }

    /** Whether it is small enough to be kept for another read. */
    boolean isSmall() {
        return parts.length <= MOST_KEPT;
    }

    /** Ends a read that failed: the layer cannot answer it any more. */
    void abandon() {
        request = null;
    }

    /**
     * Ends the read.
     *
     * @throws NbdException EIO if there were parts that leave gaps or overlap
     */
    void end() {
        request = null;
        if (count > 1) {
            Arrays.sort(parts, 0, count);
        }
        int reached = 0;
        for (int i = 0; i < count; i++) {
            if (first(parts[i]) != reached) {
                throw misfit(reached, first(parts[i]));
            }
            reached = end(parts[i]);
        }
        if (count > 0 && reached != length) {
            throw misfit(reached, length);
        }
    }

    private static long pack(int first, int end) {
        return ((long) first << 32) | end;
    }

    private static int first(long part) {
        return (int) (part >>> 32);
    }

    private static int end(long part) {
        return (int) part;
    }

    private NbdException misfit(int reached, int first) {
        return first > reached
                ? breach("left a gap: " + (offset + reached) + " to " + (offset + first))
                : breach("returned parts that overlap: from " + (offset + first));
    }

    private NbdException breach(String what) {
        return layer.breach(
                Errno.EIO, Callback.PREAD, what + ", in the read of " + offset + " to " + (offset + length));
    }

    private ReadRequest current() {
        if (request == null) {
            throw new IllegalStateException("the read was answered already: its request may not be used any more");
        }
        return request;
    }

    /** Remembers a part; false if it is empty, which changes nothing. */
    private boolean add(long first, long bytes) {
        long start = first - offset;
        if (first < offset || bytes < 0 || start > length || bytes > length - start) {
            throw breach("returned a part outside of the request: offset " + first + ", length " + bytes);
        }
        covered += bytes;
        if (covered > length) {
            throw breach("returned parts that overlap: " + covered + " bytes for " + length);
        }
        if (bytes > 0) {
            remember((int) start, (int) (start + bytes));
        }
        return bytes > 0;
    }

    private void remember(int start, int end) {
        if (count > 0 && end(parts[count - 1]) == start) {
            parts[count - 1] = pack(first(parts[count - 1]), end);
            return;
        }
        if (count == parts.length) {
            parts = Arrays.copyOf(parts, 2 * count);
        }
        parts[count++] = pack(start, end);
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public ByteBuffer buffer() {
        return current().buffer();
    }

    @Override
    public ByteBuffer bufferToFill() {
        return current().bufferToFill();
    }

    @Override
    public void ready(int bytes) {
        if (bytes < 0 || bytes > length) {
            throw breach("says that " + bytes + " bytes are ready");
        }
        current().ready(bytes);
    }

    @Override
    public void data(long first, ByteBuffer bytes, int index, int bytesLent) {
        ReadRequest answered = current();
        if (add(first, bytesLent)) {
            answered.data(first, bytes, index, bytesLent);
        }
    }

    @Override
    public void mapped(long first, ByteBuffer bytes, int index, int bytesLent) {
        ReadRequest answered = current();
        if (add(first, bytesLent)) {
            answered.mapped(first, bytes, index, bytesLent);
        }
    }

    @Override
    public void data(long first, ByteBuffer bytes) {
        ReadRequest answered = current();
        if (add(first, bytes.remaining())) {
            answered.data(first, bytes);
        }
    }

    @Override
    public void hole(long first, int bytes) {
        ReadRequest answered = current();
        if (add(first, bytes)) {
            answered.hole(first, bytes);
        }
    }

    @Override
    public void file(long first, FileChannel channel, long position, int bytes) throws IOException {
        ReadRequest answered = current();
        if (add(first, bytes)) {
            answered.file(first, channel, position, bytes);
        }
    }

    @Override
    public boolean pages(int descriptor, long position) {
        return current().pages(descriptor, position) && add(offset, length);
    }
}
