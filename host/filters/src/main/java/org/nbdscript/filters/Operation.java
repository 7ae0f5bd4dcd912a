package org.nbdscript.filters;

import java.util.Locale;

/** The calls on an open disk that filters tell apart, by nbdkit's names. */
enum Operation {
    PREAD("Read"),
    PWRITE("Write"),
    FLUSH("Flush"),
    TRIM("Trim"),
    ZERO("Zero"),
    EXTENTS("Extents"),
    CACHE("Cache");

    private final String title;

    Operation(String title) {
        this.title = title;
    }

    /** The name in parameters and statistics, such as {@code pread}. */
    String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name in logs, such as {@code Read}. */
    String title() {
        return title;
    }
}
