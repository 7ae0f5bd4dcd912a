package org.nbdscript.filters;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** A set of blocks of a disk, of which any number may exist: memory is used where blocks were added only. */
final class BlockSet {
    private static final int WORDS = 1024;
    private static final int CHUNK_SHIFT = 16;

    private final ConcurrentMap<Long, AtomicLongArray> chunks = new ConcurrentHashMap<>();

    /** Whether no block was ever added. */
    boolean isUnused() {
        return chunks.isEmpty();
    }

    boolean contains(long block) {
        @Nullable AtomicLongArray chunk = chunks.get(block >> CHUNK_SHIFT);
        return chunk != null && (chunk.get(word(block)) & bit(block)) != 0;
    }

    /** Adds a block; returns whether it was not there. */
    boolean add(long block) {
        AtomicLongArray chunk = chunks.computeIfAbsent(block >> CHUNK_SHIFT, key -> new AtomicLongArray(WORDS));
        return (chunk.getAndUpdate(word(block), bits -> bits | bit(block)) & bit(block)) == 0;
    }

    /** Removes a block; returns whether it was there. */
    boolean remove(long block) {
        @Nullable AtomicLongArray chunk = chunks.get(block >> CHUNK_SHIFT);
        return chunk != null && (chunk.getAndUpdate(word(block), bits -> bits & ~bit(block)) & bit(block)) != 0;
    }

    private static int word(long block) {
        return (int) (block >> 6) & (WORDS - 1);
    }

    private static long bit(long block) {
        return 1L << block;
    }
}
