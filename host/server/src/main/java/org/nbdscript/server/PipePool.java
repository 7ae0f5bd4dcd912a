package org.nbdscript.server;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.posix.PagePipe;
import org.nbdscript.posix.PosixException;

/** The pipes of all connections. There are only so many: whoever gets none copies. */
final class PipePool implements AutoCloseable {
    private static final int MOST_USED = 128;
    private static final int MOST_KEPT = 16;

    private final HostServices services;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<PagePipe> free = new ArrayDeque<>();
    private int used;
    private boolean isClosed;
    private boolean isUnavailable;

    PipePool(HostServices services) {
        this.services = services;
    }

    /** An empty pipe; null if there is none. */
    @Nullable
    PagePipe acquire() {
        lock.lock();
        try {
            if (used == MOST_USED || isUnavailable) {
                return null;
            }
            PagePipe pipe = free.pollLast();
            if (pipe == null) {
                pipe = new PagePipe();
            }
            used++;
            return pipe;
        } catch (PosixException e) {
            // With some in use it is their number that is the trouble, which passes.
            isUnavailable = used == 0;
            services.debug("large replies are copied, since there is no pipe: " + e.getMessage());
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a pipe back. */
    void release(PagePipe pipe) {
        lock.lock();
        try {
            used--;
            if (pipe.content() == 0 && free.size() < MOST_KEPT && !isClosed) {
                free.addLast(pipe);
                return;
            }
        } finally {
            lock.unlock();
        }
        close(pipe);
    }

    private void close(PagePipe pipe) {
        try {
            pipe.close();
        } catch (PosixException e) {
            services.debug("a pipe could not be closed: " + e.getMessage());
        }
    }

    /** Closes those that are free, and the others when they come back. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            free.forEach(this::close);
            free.clear();
        } finally {
            lock.unlock();
        }
    }
}
