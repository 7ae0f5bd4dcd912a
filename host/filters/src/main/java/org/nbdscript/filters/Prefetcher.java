package org.nbdscript.filters;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.nbdscript.api.Disk;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;

/**
 * Has ranges of a disk cached in the background, on a thread that there is only while something is to be done. What
 * comes while it has much to do is left out: it is advice only.
 */
final class Prefetcher implements AutoCloseable {
    private static final int MOST_WAITING = 16;
    private static final int IDLE_SECONDS = 5;

    private final Disk disk;
    private final HostServices services;
    private final String name;
    private final ThreadPoolExecutor thread;

    /**
     * Of a disk.
     *
     * @param disk opened in the background; closed with this
     * @param name of the filter, for messages
     */
    Prefetcher(Disk disk, HostServices services, String name) {
        this.disk = disk;
        this.services = services;
        this.name = name;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("prefetch-" + name).factory());
        thread.allowCoreThreadTimeOut(true);
    }

    long size() {
        return disk.size();
    }

    /** Has a range cached soon; false if there is too much to do already. */
    boolean cache(long offset, long length, Runnable whenDone) {
        try {
            thread.execute(() -> {
                try {
                    disk.cache(offset, length);
                } catch (NbdException e) {
                    services.debug(name + ": " + length + " bytes at " + offset + " are not prefetched: " + e.text());
                } finally {
                    whenDone.run();
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        boolean interrupted = false;
        try {
            while (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
                services.debug(name + ": still prefetching");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        disk.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
