package org.nbdscript.server;

import org.nbdscript.api.Disk;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;

/** The size of an open disk, which is asked again when new sizes were announced. */
final class ExportSize {
    private final Disk disk;
    private final HostServices services;
    private volatile int changes;
    private volatile long bytes;

    /** Asks the disk. */
    ExportSize(Disk disk, HostServices services) {
        this.disk = disk;
        this.services = services;
        this.changes = services.sizeChanges();
        this.bytes = disk.size();
    }

    /** In bytes. */
    long bytes() {
        int now = services.sizeChanges();
        return now == changes ? bytes : askAgain(now);
    }

    /** A disk that cannot tell keeps its size, and the stack has logged why. */
    private long askAgain(int now) {
        try {
            bytes = disk.size();
        } catch (NbdException e) {
            services.debug("the size stays " + bytes + ": " + e.text());
        }
        changes = now;
        return bytes;
    }
}
