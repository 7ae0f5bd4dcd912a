package org.nbdscript.javascript;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.spi.ScriptNext;

/**
 * Makes {@code next.promises}. Used in the context; the calls themselves are made elsewhere, on bytes of their own, so
 * that the script goes on meanwhile.
 */
final class NextPromises {
    private final Prelude prelude;
    private final NextObjects nexts;
    private final Promises promises;

    NextPromises(Prelude prelude, NextObjects nexts, Promises promises) {
        this.prelude = prelude;
        this.nexts = nexts;
        this.promises = promises;
    }

    Value toGuest(ScriptNext next) {
        Value below = prelude.call("object");
        below.putMember("read", starter(next, Callback.PREAD, arguments -> read(next, arguments)));
        below.putMember("write", starter(next, Callback.PWRITE, arguments -> write(next, arguments)));
        Value others = prelude.call("object");
        for (Callback callback : Callback.values()) {
            if (NextObjects.isOther(callback)) {
                others.putMember(callback.camelCase(), starter(next, callback, arguments -> {
                    @Nullable Object[] normalized = nexts.normalize(arguments);
                    return () -> next.call(callback, normalized);
                }));
            }
        }
        return prelude.call("promised", below, others);
    }

    /**
     * A function that starts a call: of what to call with its result, what with its failure, and its own arguments.
     *
     * @param call takes what it needs of the arguments while it is in the context
     */
    private ProxyExecutable starter(
            ScriptNext next, Callback callback, Function<Value[], Supplier<@Nullable Object>> call) {
        return arguments -> {
            Value[] own = Arrays.copyOfRange(arguments, 2, arguments.length);
            CompletableFuture<@Nullable Object> started = next.start(callback, call.apply(own));
            promises.deliver(started, nexts::result, arguments[0], arguments[1]);
            return null;
        };
    }

    private static Supplier<@Nullable Object> read(ScriptNext next, Value[] arguments) {
        int length = arguments[0].asInt();
        long offset = arguments[1].asLong();
        return () -> {
            ByteBuffer target = ByteBuffer.allocate(length);
            next.read(target, offset);
            return target;
        };
    }

    private static Supplier<@Nullable Object> write(ScriptNext next, Value[] arguments) {
        byte[] bytes = GuestValues.bytes(arguments[0]);
        long offset = arguments[1].asLong();
        RequestFlags flags = RequestFlags.of(arguments[2].asInt());
        return () -> {
            next.write(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), offset, flags);
            return null;
        };
    }
}
