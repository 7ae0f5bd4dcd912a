package org.nbdscript.plugins;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.nbdscript.client.NbdClient;

/** One connection for all: made when it is first needed, and anew when it was found to have ended. */
final class SharedNbdConnection implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable NbdClient current;

    /** Makes a connection. */
    interface Maker {
        NbdClient make();
    }

    NbdClient get(Maker maker) {
        lock.lock();
        try {
            NbdClient client = current;
            if (client == null || client.hasEnded()) {
                client = maker.make();
                current = client;
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (current != null) {
                current.close();
                current = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
