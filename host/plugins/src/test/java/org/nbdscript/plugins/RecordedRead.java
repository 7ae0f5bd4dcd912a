package org.nbdscript.plugins;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ReadRequest;

/** A read request that keeps the answer, and fails when its parts overlap or leave something out. */
final class RecordedRead implements ReadRequest {
    private final long offset;
    private final int length;
    private final ByteBuffer buffer;
    private final byte[] parts;
    private final BitSet covered = new BitSet();
    private int holeBytes;
    private int partCount;

    private RecordedRead(long offset, int length, boolean direct) {
        this.offset = offset;
        this.length = length;
        this.buffer = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        this.parts = new byte[length];
    }

    /** Reads a range. */
    static RecordedRead of(Disk disk, long offset, int length) {
        // Both kinds of buffers take their turn.
        RecordedRead request = new RecordedRead(offset, length, length % 2 == 0);
        disk.read(request);
        if (request.partCount > 0 && request.covered.cardinality() != length) {
            throw new AssertionError("the parts cover " + request.covered.cardinality() + " of " + length + " bytes");
        }
        return request;
    }

    /** Reads a range if that takes no waiting; null if it does. */
    static @Nullable RecordedRead ofNow(Disk disk, long offset, int length) {
        RecordedRead request = new RecordedRead(offset, length, true);
        return disk.readNow(request) ? request : null;
    }

    /** The bytes of the answer. */
    byte[] bytes() {
        if (partCount > 0) {
            return parts;
        }
        byte[] dense = new byte[length];
        buffer.get(0, dense);
        return dense;
    }

    /** How many bytes came as holes. */
    int holeBytes() {
        return holeBytes;
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
        return buffer;
    }

    @Override
    public void data(long partOffset, ByteBuffer bytes) {
        int start = cover(partOffset, bytes.remaining());
        bytes.get(parts, start, bytes.remaining());
    }

    @Override
    public void hole(long partOffset, int partLength) {
        cover(partOffset, partLength);
        holeBytes += partLength;
    }

    @Override
    public void file(long partOffset, FileChannel channel, long position, int partLength) {
        throw new UnsupportedOperationException("no plugin under test answers with a file");
    }

    private int cover(long partOffset, int partLength) {
        int start = Math.toIntExact(partOffset - offset);
        if (partLength <= 0 || start < 0 || start + partLength > length) {
            throw new AssertionError("part " + partOffset + "+" + partLength + " is not in " + offset + "+" + length);
        }
        if (!covered.get(start, start + partLength).isEmpty()) {
            throw new AssertionError("part " + partOffset + "+" + partLength + " overlaps another");
        }
        covered.set(start, start + partLength);
        partCount++;
        return start;
    }
}
