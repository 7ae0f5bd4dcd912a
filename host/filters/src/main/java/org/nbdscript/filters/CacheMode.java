package org.nbdscript.filters;

/** When what clients write reaches the disk below the cache. */
enum CacheMode {
    /** At a flush, or when the space is needed. */
    WRITEBACK,
    /** At once. */
    WRITETHROUGH,
    /** When the space is needed, and at the end; flushes are ignored. */
    UNSAFE;

    /** Whether writes are kept and not passed on. */
    boolean delaysWrites() {
        return this != WRITETHROUGH;
    }
}
