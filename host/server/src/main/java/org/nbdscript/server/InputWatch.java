package org.nbdscript.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.posix.Epoll;
import org.nbdscript.posix.PosixException;

/** Waits for the input of all connections that rest, on one thread, which there is from the first of them on. */
final class InputWatch implements AutoCloseable {
    private final HostServices services;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<Long, Runnable> watched = new ConcurrentHashMap<>();
    private @Nullable Epoll epoll;
    private boolean isUnavailable;

    InputWatch(HostServices services) {
        this.services = services;
    }

    /**
     * Has something done, soon and on another thread, when input comes, or its end.
     *
     * @param descriptor of a socket that is not closed meanwhile; later it may be
     * @param action takes no time; done once at most, and not if the socket is closed before
     * @return what {@link #forget} takes; 0 if the system cannot watch it
     */
    long watch(int descriptor, Runnable action) {
        Epoll system = epoll();
        if (system == null) {
            return 0;
        }
        long number = lastNumber.incrementAndGet();
        watched.put(number, action);
        try {
            system.watchOnce(descriptor, number);
            return number;
        } catch (PosixException e) {
            services.debug("a connection's thread waits for input, since it cannot be watched: " + e.getMessage());
            return watched.remove(number) == null ? number : 0;
        }
    }

    /** Does not do it any more. */
    void forget(long number) {
        watched.remove(number);
    }

    private @Nullable Epoll epoll() {
        lock.lock();
        try {
            if (epoll == null && !isUnavailable) {
                Epoll made = new Epoll();
                epoll = made;
                Thread.ofPlatform().daemon().name("nbd-input-watch").start(() -> watch(made));
            }
        } catch (PosixException e) {
            isUnavailable = true;
            services.debug("silent connections keep their threads: " + e.getMessage());
        } finally {
            lock.unlock();
        }
        return epoll;
    }

    private void watch(Epoll system) {
        try (system) {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = system.await(this::came);
            }
        } catch (PosixException e) {
            services.error("silent connections cannot be watched any more: " + e.getMessage());
        }
        // Better woken up for nothing than never.
        watched.keySet().forEach(this::came);
    }

    /** Watches no more; all that was watched is done now. */
    @Override
    public void close() {
        lock.lock();
        try {
            isUnavailable = true;
            if (epoll != null) {
                epoll.stop();
                epoll = null;
            }
        } catch (PosixException e) {
            services.debug("the watch for input cannot be told to end: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private void came(long number) {
        Runnable action = watched.remove(number);
        if (action != null) {
            action.run();
        }
    }
}
