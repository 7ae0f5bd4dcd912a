package org.nbdscript.server;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The parts that a disk has given of one read, in any order; reused. */
final class ReadParts {
    private static final int KEPT = 1 << 10;

    private int count;
    private long[] offsets = new long[4];
    private int[] lengths = new int[4];
    private @Nullable ByteBuffer[] sources = new @Nullable ByteBuffer[4];
    private int[] positions = new int[4];
    private boolean[] mapped = new boolean[4];

    /** Forgets all parts. */
    void clear() {
        Arrays.fill(sources, 0, count, null);
        count = 0;
        if (offsets.length > KEPT) {
            resize(KEPT);
        }
    }

    /** Adds a hole. */
    void addHole(long offset, int length) {
        add(offset, length, null, 0, false);
    }

    /**
     * Adds data that lies at a position of a buffer.
     *
     * @param isMapped its pages may be sent without a copy
     */
    void addData(long offset, int length, ByteBuffer source, int position, boolean isMapped) {
        add(offset, length, source, position, isMapped);
    }

    private void add(long offset, int length, @Nullable ByteBuffer source, int position, boolean isMapped) {
        if (count == offsets.length) {
            resize(2 * count);
        }
        int at = count++;
        while (at > 0 && Long.compareUnsigned(offsets[at - 1], offset) > 0) {
            set(at, offsets[at - 1], lengths[at - 1], sources[at - 1], positions[at - 1], mapped[at - 1]);
            at--;
        }
        set(at, offset, length, source, position, isMapped);
    }

    private void set(int at, long offset, int length, @Nullable ByteBuffer source, int position, boolean isMapped) {
        offsets[at] = offset;
        lengths[at] = length;
        sources[at] = source;
        positions[at] = position;
        mapped[at] = isMapped;
    }

    private void resize(int size) {
        offsets = Arrays.copyOf(offsets, size);
        lengths = Arrays.copyOf(lengths, size);
        sources = Arrays.copyOf(sources, size);
        positions = Arrays.copyOf(positions, size);
        mapped = Arrays.copyOf(mapped, size);
    }

    /** How many there are; they are numbered by ascending offset. */
    int count() {
        return count;
    }

    /** The first byte on the disk. */
    long offset(int part) {
        return offsets[part];
    }

    /** In bytes. */
    int length(int part) {
        return lengths[part];
    }

    /** Where the data is; null for a hole. */
    @Nullable
    ByteBuffer source(int part) {
        return sources[part];
    }

    /** Whether the pages of the source may be sent without a copy. */
    boolean isMapped(int part) {
        return mapped[part];
    }

    /** Where in the source the data begins. */
    int position(int part) {
        return positions[part];
    }

    /** The first offset that is covered not at all or twice; -1 if the parts cover a range exactly. */
    long flaw(long offset, long length) {
        long end = offset;
        for (int part = 0; part < count; part++) {
            if (offsets[part] != end) {
                return Math.min(end, offsets[part]);
            }
            end += lengths[part];
        }
        return end == offset + length ? -1 : Math.min(end, offset + length);
    }
}
