package org.nbdscript.api;

/**
 * The sizes of requests that a disk takes, in bytes (section "Block size constraints" of the specification).
 *
 * @param minimum the smallest request and the alignment of all, a power of two in 1 to 65536
 * @param preferred the size below which requests cost more, a power of two of at least 512 and {@code minimum}
 * @param maximum the largest data payload: a multiple of {@code minimum}, or 4294967295 for no limit
 * @param memoryAlignment the address of data in memory is a multiple of it, a power of two in 1 to 65536; 1 if it does
 *     not matter. No client is told
 */
public record BlockSize(int minimum, int preferred, long maximum, int memoryAlignment) {
    /** The value of {@link #maximum} that means no limit. */
    public static final long UNLIMITED = 0xffff_ffffL;

    /** Of a disk that takes any request. */
    public static final BlockSize ANY = new BlockSize(1, 4096, UNLIMITED);

    /** Checks the rules above and throws an IllegalArgumentException that names the one broken. */
    public BlockSize {
        check(isPowerOfTwo(minimum) && minimum <= 65536, "minimum", minimum, "a power of two in 1 to 65536");
        check(
                isPowerOfTwo(preferred) && preferred >= Math.max(minimum, 512) && preferred <= 32 << 20,
                "preferred",
                preferred,
                "a power of two from 512 and the minimum (" + minimum + ") to 32M");
        check(
                maximum == UNLIMITED || (maximum >= preferred && maximum < UNLIMITED && maximum % minimum == 0),
                "maximum",
                maximum,
                "a multiple of the minimum (" + minimum + "), not below the preferred size, or 4294967295");
        check(
                isPowerOfTwo(memoryAlignment) && memoryAlignment <= 65536,
                "memory alignment of the",
                memoryAlignment,
                "a power of two in 1 to 65536");
    }

    /** Sizes of a disk that does not care where data lies in memory. */
    public BlockSize(int minimum, int preferred, long maximum) {
        this(minimum, preferred, maximum, 1);
    }

    private static boolean isPowerOfTwo(int value) {
        return value > 0 && Integer.bitCount(value) == 1;
    }

    private static void check(boolean holds, String which, long value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(which + " block size is " + value + ", expected " + expected);
        }
    }
}
