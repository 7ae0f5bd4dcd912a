package org.nbdscript.protocol.handshake;

import org.jspecify.annotations.Nullable;

/**
 * The sizes that a server wants requests to have (section "Size constraints").
 *
 * @param minimum bytes; offsets and lengths are multiples of it; a power of 2 from 1 to 65536
 * @param preferred bytes; a power of 2, at least 512 and the minimum
 * @param maximumPayload bytes of data in one request or chunk; at least the preferred size, and a multiple of the
 *     minimum or {@link #UNLIMITED}
 */
public record BlockSizes(long minimum, long preferred, long maximumPayload) {
    /** A maximum payload that says that there is none. */
    public static final long UNLIMITED = 0xffff_ffffL;

    /** What holds if nothing is said: 1, 4096 and 32 MiB. */
    public static final BlockSizes DEFAULT = new BlockSizes(1, 4096, 1 << 25);

    /** Refuses sizes that the protocol forbids, by {@link IllegalArgumentException}. */
    public BlockSizes {
        String problem = problem(minimum, preferred, maximumPayload);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** What is wrong with these sizes, or null if nothing is. */
    public static @Nullable String problem(long minimum, long preferred, long maximumPayload) {
        if (minimum > 65536 || !isPowerOf2(minimum)) {
            return "the minimum block size must be a power of 2 from 1 to 65536, not " + minimum;
        }
        if (preferred < Math.max(512, minimum) || preferred > 1L << 31 || !isPowerOf2(preferred)) {
            return "the preferred block size must be a power of 2 from %d to 2^31, not %d"
                    .formatted(Math.max(512, minimum), preferred);
        }
        if (maximumPayload < preferred || maximumPayload > UNLIMITED) {
            return "the maximum payload must be from %d (the preferred block size) to 2^32-1, not %d"
                    .formatted(preferred, maximumPayload);
        }
        if (maximumPayload != UNLIMITED && maximumPayload % minimum != 0) {
            return "the maximum payload must be a multiple of %d (the minimum block size), not %d"
                    .formatted(minimum, maximumPayload);
        }
        return null;
    }

    private static boolean isPowerOf2(long size) {
        return Long.bitCount(size) == 1 && size > 0;
    }
}
