package org.nbdscript.engine;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ThreadModel;

/**
 * Lets the calls on one layer overlap only as its thread model allows. Locks are taken from the client down, so layers
 * that call one another never wait in a circle. That one connection at a time is served, and the order of replies, are
 * matters of the whole stack.
 */
final class Serializer {
    private final ThreadModel model;
    private final RequestLock all = new RequestLock();

    Serializer(ThreadModel model) {
        this.model = model;
    }

    /** Makes a call that belongs to no disk. */
    <T extends @Nullable Object> T call(ConnectionContext context, Function<ConnectionContext, T> call) {
        return switch (model) {
            case SERIALIZE_CONNECTIONS, SERIALIZE_ALL_REQUESTS -> {
                all.lock();
                try {
                    yield call.apply(new SerializedContext(context, all));
                } finally {
                    all.unlock();
                }
            }
            case SERIALIZE_REQUESTS, SERIALIZE_RETIREMENT, PARALLEL -> call.apply(context);
        };
    }

    /** Opens a disk whose calls, and the opening too, heed the model. */
    Disk open(OpenContext context, Function<OpenContext, Disk> open) {
        return switch (model) {
            case SERIALIZE_CONNECTIONS, SERIALIZE_ALL_REQUESTS -> open(context, open, all);
            case SERIALIZE_REQUESTS -> open(context, open, new RequestLock());
            case SERIALIZE_RETIREMENT, PARALLEL -> open.apply(context);
        };
    }

    private static Disk open(OpenContext context, Function<OpenContext, Disk> open, RequestLock lock) {
        lock.lock();
        try {
            return new SerializedDisk(open.apply(new SerializedContext.Opening(context, lock)), lock);
        } finally {
            lock.unlock();
        }
    }
}
