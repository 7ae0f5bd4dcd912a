package org.nbdscript.filters;

/**
 * How much a cache may hold, in blocks.
 *
 * @param most at any time
 * @param high from here on room is made
 * @param low until that much is left
 */
record CacheSpace(long most, long high, long low) {
    /** No limit but that of the file system. */
    static final CacheSpace UNLIMITED = new CacheSpace(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    /**
     * A limit.
     *
     * @param bytes of the whole cache
     * @param highPercent from here on room is made
     * @param lowPercent until that much is left, less than {@code highPercent}
     * @throws IllegalArgumentException if that is less than one block
     */
    static CacheSpace of(long bytes, int blockSize, long highPercent, long lowPercent) {
        long most = bytes / blockSize;
        if (most < 1) {
            throw new IllegalArgumentException(
                    "cache-max-size is " + bytes + ", expected at least a block, which has " + blockSize + " bytes");
        }
        return new CacheSpace(most, Math.max(1, most * highPercent / 100), most * lowPercent / 100);
    }
}
