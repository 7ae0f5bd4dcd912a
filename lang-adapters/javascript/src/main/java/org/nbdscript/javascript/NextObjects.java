package org.nbdscript.javascript;

import java.nio.ByteBuffer;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.spi.ScriptNext;

/** Makes the object that a filter knows by the name of {@code next}. Used in the context. */
final class NextObjects {
    private final Prelude prelude;
    private final HostValues hostValues;
    private final GuestValues guestValues;
    private final NextPromises promises;

    /** What a read below fills, before it is copied to memory of the script's own: one, since one thread is inside. */
    private ByteBuffer scratch = ByteBuffer.allocateDirect(0);

    NextObjects(Prelude prelude, HostValues hostValues, GuestValues guestValues, Promises promises) {
        this.prelude = prelude;
        this.hostValues = hostValues;
        this.guestValues = guestValues;
        this.promises = new NextPromises(prelude, this, promises);
    }

    Value toGuest(ScriptNext next) {
        Value below = prelude.call("object");
        below.putMember("read", (ProxyExecutable) arguments -> read(next, arguments));
        below.putMember("write", (ProxyExecutable) arguments -> write(next, arguments));
        below.putMember("promises", (ProxyExecutable) arguments -> promises.toGuest(next));
        Value others = prelude.call("object");
        for (Callback callback : Callback.values()) {
            if (isOther(callback)) {
                others.putMember(callback.camelCase(), (ProxyExecutable)
                        arguments -> result(next.call(callback, normalize(arguments))));
            }
        }
        return prelude.call("next", below, others);
    }

    /** Whether it has arguments and a result that are not about buffers. */
    static boolean isOther(Callback callback) {
        return callback.isOfNext() && callback != Callback.PREAD && callback != Callback.PWRITE;
    }

    private Object read(ScriptNext next, Value[] arguments) {
        int length = arguments[0].asInt();
        if (scratch.capacity() < length) {
            scratch = ByteBuffer.allocateDirect(length);
        }
        ByteBuffer target = scratch.slice(0, length);
        next.read(target, arguments[1].asLong());
        return target;
    }

    private static @Nullable Object write(ScriptNext next, Value[] arguments) {
        byte[] bytes = GuestValues.bytes(arguments[0]);
        next.write(
                ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
                arguments[1].asLong(),
                RequestFlags.of(arguments[2].asInt()));
        return null;
    }

    @Nullable
    Object[] normalize(Value[] arguments) {
        @Nullable Object[] normalized = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            normalized[i] = guestValues.normalize(arguments[i]);
        }
        return normalized;
    }

    /** What a function of {@link ScriptNext} has returned, as the script's own. */
    @Nullable
    Object result(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case ByteBuffer bytes -> bytes;
            case ScriptNext other -> toGuest(other);
            default -> hostValues.parameter(value);
        };
    }
}
