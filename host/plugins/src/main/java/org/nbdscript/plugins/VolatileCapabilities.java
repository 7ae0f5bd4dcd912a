package org.nbdscript.plugins;

import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Support;

/** What disks without storage of their own can do: everything, since nothing has to reach a medium. */
final class VolatileCapabilities {
    private VolatileCapabilities() {}

    static Capabilities of(boolean canWrite) {
        return Capabilities.builder()
                .canWrite(canWrite)
                .canFlush(true)
                .canTrim(true)
                .zero(Support.NATIVE)
                .canFastZero(true)
                .canExtents(true)
                .fua(Support.NATIVE)
                .canMultiConn(true)
                .cache(Support.NATIVE)
                .build();
    }
}
