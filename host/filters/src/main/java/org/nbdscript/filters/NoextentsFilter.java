package org.nbdscript.filters;

import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;

/** Hides where a disk has holes. */
public final class NoextentsFilter implements Filter {
    @Override
    public String name() {
        return "noextents";
    }

    @Override
    public String description() {
        return "Hides the extents of the disk: a client sees data all over.";
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        return new ChangedCapabilities(
                disk, disk.capabilities().toBuilder().canExtents(false).build());
    }
}
