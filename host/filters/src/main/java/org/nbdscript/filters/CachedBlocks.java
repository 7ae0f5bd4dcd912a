package org.nbdscript.filters;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Which blocks of a disk are in the cache, which of them are dirty, and in what order they were used. */
final class CachedBlocks {
    private final ReentrantLock lock = new ReentrantLock();

    /** The eldest use first. */
    private final LinkedHashSet<Long> blocks = new LinkedHashSet<>();

    private final TreeSet<Long> dirty = new TreeSet<>();

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a block is there; it counts as used. */
    boolean use(long block) {
        return locked(() -> {
            boolean isThere = blocks.contains(block);
            if (isThere) {
                blocks.addLast(block);
            }
            return isThere;
        });
    }

    /** Whether a block is there. */
    boolean contains(long block) {
        return locked(() -> blocks.contains(block));
    }

    /** Whether a block is there and dirty. */
    boolean isDirty(long block) {
        return locked(() -> dirty.contains(block));
    }

    /** Adds a block, or has another state of it; it counts as used. */
    void put(long block, boolean isDirty) {
        locked(() -> {
            blocks.addLast(block);
            return isDirty ? dirty.add(block) : dirty.remove(block);
        });
    }

    /** Says that a block is not dirty any more, which is no use of it. */
    void clean(long block) {
        locked(() -> dirty.remove(block));
    }

    void remove(long block) {
        locked(() -> {
            dirty.remove(block);
            return blocks.remove(block);
        });
    }

    long count() {
        return locked(blocks::size);
    }

    /** Those that were not used for the longest time, at most so many. */
    List<Long> eldest(int most) {
        return locked(() -> blocks.stream().limit(most).toList());
    }

    /** Those that are dirty, in the order of the disk. */
    List<Long> dirty() {
        return locked(() -> List.copyOf(dirty));
    }

    /** Those of a range, whose end is not included, in the order of the disk. */
    List<Long> between(long first, long end) {
        return locked(() -> end - first > blocks.size()
                ? blocks.stream()
                        .filter(block -> block >= first && block < end)
                        .sorted()
                        .toList()
                : LongStream.range(first, end).boxed().filter(blocks::contains).toList());
    }
}
