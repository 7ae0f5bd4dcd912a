package org.nbdscript.filters;

import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ForwardingDisk;

/** A disk that says of itself that it can do more or less than the one below. */
class ChangedCapabilities extends ForwardingDisk {
    private final Capabilities changed;

    ChangedCapabilities(Disk next, Capabilities changed) {
        super(next);
        this.changed = changed;
    }

    @Override
    public final Capabilities capabilities() {
        return changed;
    }
}
