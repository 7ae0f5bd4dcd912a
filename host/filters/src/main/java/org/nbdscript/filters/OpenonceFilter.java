package org.nbdscript.filters;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;

/** Opens an export once for all clients. */
public final class OpenonceFilter implements Filter {
    /** An export as it was opened: read-only and writable ones are two. */
    private record Opened(String exportName, boolean isReadOnly) {}

    private final Map<Opened, Disk> disks = new HashMap<>();
    private @Nullable HostServices services;

    @Override
    public String name() {
        return "openonce";
    }

    @Override
    public String description() {
        return "Opens an export when its first client comes, and keeps it open for all that follow.";
    }

    @Override
    public void load(HostServices host) {
        services = host;
    }

    @Override
    public synchronized Disk open(OpenContext context, Next next) {
        Opened wanted = new Opened(context.exportName(), context.isReadOnly());
        Disk disk = disks.get(wanted);
        if (disk == null) {
            disk = next.openInBackground(wanted.exportName(), wanted.isReadOnly());
            disks.put(wanted, disk);
        }
        return new SharedDisk(disk);
    }

    @Override
    public synchronized void cleanup() {
        for (Disk disk : disks.values()) {
            try {
                disk.close();
            } catch (RuntimeException e) {
                Objects.requireNonNull(services).error("openonce: an export could not be closed: " + e.getMessage());
            }
        }
        disks.clear();
    }

    private static final class SharedDisk extends ForwardingDisk {
        SharedDisk(Disk next) {
            super(next);
        }

        @Override
        public void close() {
            // Others use it, or will.
        }
    }
}
