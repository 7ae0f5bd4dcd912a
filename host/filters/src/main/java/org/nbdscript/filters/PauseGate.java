package org.nbdscript.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;

/** What requests go through: open, or closed until it is opened again. */
final class PauseGate {
    private final List<AroundDisk> disks = new ArrayList<>();

    /** Completes when the pause ends; null if there is none. */
    private @Nullable CompletableFuture<Boolean> resumed;

    private int inside;

    synchronized void add(AroundDisk disk) {
        disks.add(disk);
    }

    /** Forgets a disk that is being closed; waits while it is being flushed. */
    synchronized void remove(AroundDisk disk) {
        disks.remove(disk);
    }

    /**
     * Waits until there is no pause.
     *
     * @throws NbdException ESHUTDOWN if the client goes away before
     */
    void enter(ConnectionContext context) {
        CompletableFuture<Boolean> end = tryEnter();
        while (end != null) {
            context.await(end);
            end = tryEnter();
        }
    }

    private synchronized @Nullable CompletableFuture<Boolean> tryEnter() {
        if (resumed == null) {
            inside++;
        }
        return resumed;
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** Holds all requests up from now on, and waits for those that are being done. */
    synchronized void pause(boolean flushes, HostServices services) {
        if (resumed == null) {
            resumed = new CompletableFuture<>();
        }
        try {
            while (inside > 0) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (flushes) {
            disks.forEach(disk -> flush(disk.next(), services));
        }
    }

    private static void flush(Disk disk, HostServices services) {
        try {
            if (disk.capabilities().canWrite() && disk.capabilities().canFlush()) {
                disk.flush();
            }
        } catch (NbdException e) {
            services.error("pause-flush: " + e.getMessage());
        }
    }

    /** Lets requests go on. */
    void resume() {
        CompletableFuture<Boolean> end;
        synchronized (this) {
            end = resumed;
            resumed = null;
        }
        if (end != null) {
            end.complete(true);
        }
    }
}
