package org.nbdscript.filters;

/**
 * A disk in blocks of one size.
 *
 * @param blockSize in bytes
 */
record BlockGrid(int blockSize) {
    /** Does something with the part of a range that lies in one block. */
    @FunctionalInterface
    interface Piece {
        void at(long offset, int length, long block);
    }

    /** Goes through a range block by block. */
    void forEachBlock(long offset, long length, Piece action) {
        long at = offset;
        while (at < offset + length) {
            long block = at / blockSize;
            long end = Math.min(offset + length, (block + 1) * blockSize);
            action.at(at, (int) (end - at), block);
            at = end;
        }
    }
}
