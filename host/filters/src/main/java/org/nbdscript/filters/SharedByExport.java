package org.nbdscript.filters;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * What all disks of an export share, such as a file of what was written: made for the first of them, and kept after the
 * last as long as something is in it. May be used by any number of threads.
 */
final class SharedByExport<T extends SharedByExport.Shared> {
    private final Map<String, Use<T>> uses = new HashMap<>();

    /** What is shared. */
    interface Shared extends AutoCloseable {
        /**
         * Checks that it suits a disk.
         *
         * @param below the size of the disk, in bytes
         * @throws org.nbdscript.api.NbdException EIO if it was made for another size
         */
        void requireSize(long below);

        /** Whether there is nothing in it yet, so that another one would do as well. */
        boolean isEmpty();

        @Override
        void close();
    }

    private static final class Use<T> {
        private final T shared;
        private int disks;

        Use(T shared) {
            this.shared = shared;
        }
    }

    /** What a new disk of an export shares with others, who will {@link #leave} it. */
    synchronized T join(String export, long size, LongFunction<T> maker) {
        Use<T> use = uses.computeIfAbsent(export, ignored -> new Use<>(maker.apply(size)));
        use.shared.requireSize(size);
        use.disks++;
        return use.shared;
    }

    /**
     * Ends the part of one disk.
     *
     * @return whether that was the last one, and something is left
     */
    synchronized boolean leave(String export) {
        Use<T> use = uses.get(export);
        if (use == null || --use.disks > 0) {
            return false;
        }
        if (use.shared.isEmpty()) {
            uses.remove(export);
            use.shared.close();
            return false;
        }
        return true;
    }

    /** Closes all. */
    synchronized void close() {
        uses.values().forEach(use -> use.shared.close());
        uses.clear();
    }
}
