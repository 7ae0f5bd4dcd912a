package org.nbdscript.client;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which bytes of a read have come. Parts must not overlap (section "Structured reply chunk message"), or as many bytes
 * as were asked for would have come though some are missing: what was in the buffer before would be taken for them.
 */
final class ReceivedParts {
    /** So many parts may be out of order; servers send them as they come along the disk, or a few pieces at a time. */
    private static final int MOST_OUT_OF_ORDER = 1 << 16;

    /** All before has come. */
    private int inOrder;

    /** Begin and end of what has come beyond. */
    private final TreeMap<Integer, Integer> outOfOrder = new TreeMap<>();

    private long count;

    /**
     * A part comes, of at least one byte.
     *
     * @return false if some of it has come before, or there are too many
     */
    boolean add(int begin, int length) {
        int end = begin + length;
        Map.Entry<Integer, Integer> before = outOfOrder.lowerEntry(end);
        if (begin < inOrder || (before != null && before.getValue() > begin)) {
            return false;
        }
        if (begin == inOrder) {
            inOrder = end;
        } else if (outOfOrder.size() < MOST_OUT_OF_ORDER) {
            outOfOrder.put(begin, end);
        } else {
            return false;
        }
        count += length;
        return true;
    }

    /** How many bytes have come. */
    long count() {
        return count;
    }
}
