package org.nbdscript.plugins;

import org.nbdscript.posix.Fadvise;

/**
 * How the kernel shall cache a file.
 *
 * @param advice the order of access to expect
 * @param evicts whether what was read and written shall leave the page cache
 * @param direct whether it is read and written past the page cache
 */
record Caching(Fadvise.Advice advice, boolean evicts, boolean direct) {
    /** Whether what is in the page cache may be used, and may stay there. */
    boolean usesPageCache() {
        return !evicts && !direct;
    }
}
