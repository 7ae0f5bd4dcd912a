package org.nbdscript.server;

import org.nbdscript.api.Disk;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;

/** The size of an open disk, which is asked again when new sizes were announced. */
final class ExportSize {
    private final Disk disk;
    private final HostServices services;
    private final long most;
    private volatile int changes;
    private volatile long bytes;

    /** Asks the disk. */
    ExportSize(Disk disk, HostServices services) {
        this(disk, services, Long.MAX_VALUE);
    }

    private ExportSize(Disk disk, HostServices services, long most) {
        this.disk = disk;
        this.services = services;
        this.most = most;
        this.changes = services.sizeChanges();
        this.bytes = Math.min(disk.size(), most);
    }

    /** The same, but never more than this, in bytes. */
    ExportSize atMost(long limit) {
        return new ExportSize(disk, services, limit);
    }

    /** In bytes. */
    long bytes() {
        int now = services.sizeChanges();
        return now == changes ? bytes : askAgain(now);
    }

    /** A disk that cannot tell keeps its size, and the stack has logged why. */
    private long askAgain(int now) {
        try {
            bytes = Math.min(disk.size(), most);
        } catch (NbdException e) {
            services.debug("the size stays " + bytes + ": " + e.text());
        }
        changes = now;
        return bytes;
    }
}
