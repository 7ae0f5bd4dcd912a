package org.nbdscript.cli;

import java.util.Locale;
import org.nbdscript.posix.Syslog;

/** How grave a message is. */
enum MessageLevel {
    /** Something failed. */
    ERROR(Syslog.Priority.ERROR),
    /** Something is not as it should be. */
    WARNING(Syslog.Priority.WARNING),
    /** A line that a script printed. */
    PRINT(Syslog.Priority.INFORMATION),
    /** For whoever wants to know all, with {@code -v}. */
    DEBUG(Syslog.Priority.DEBUG);

    private final Syslog.Priority priority;

    MessageLevel(Syslog.Priority priority) {
        this.priority = priority;
    }

    /** What the log of the system calls it. */
    Syslog.Priority priority() {
        return priority;
    }

    /** What messages call it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
