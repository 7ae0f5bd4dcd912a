package org.nbdscript.groovy;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Naming;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.ScriptTarget;

/** Functions, methods or closures of a script, as callbacks. */
final class GroovyTarget implements ScriptTarget {
    private final Map<Callback, ScriptCall> calls = new EnumMap<>(Callback.class);
    private final @Nullable BufferCall pread;
    private final @Nullable BufferCall pwrite;

    /**
     * The callbacks among these.
     *
     * @throws org.nbdscript.api.ScriptException if one declares parameters of types that it is not given
     */
    GroovyTarget(Map<String, Callee> callees, ScriptFailures failures) {
        callees.forEach((name, callee) -> {
            Callback callback = Callback.byName(name, Naming.CAMEL_CASE);
            if (callback != null) {
                calls.put(callback, new ScriptCall(callback, callee, failures));
            }
        });
        this.pread = bufferCall(Callback.PREAD, failures);
        this.pwrite = bufferCall(Callback.PWRITE, failures);
    }

    private @Nullable BufferCall bufferCall(Callback callback, ScriptFailures failures) {
        ScriptCall call = calls.get(callback);
        return call == null ? null : new BufferCall(callback, call.callee(), failures);
    }

    @Override
    public boolean defines(Callback callback) {
        return calls.containsKey(callback);
    }

    @Override
    public @Nullable ScriptPosition position(Callback callback) {
        ScriptCall call = calls.get(callback);
        return call == null ? null : call.callee().position();
    }

    @Override
    public @Nullable Object call(Callback callback, Object... arguments) {
        return defined(callback).call(arguments);
    }

    /** Calls, and gives the result as the script returned it. */
    @Nullable
    Object raw(Callback callback, Object... arguments) {
        return defined(callback).raw(arguments);
    }

    private ScriptCall defined(Callback callback) {
        return Objects.requireNonNull(calls.get(callback), () -> callback.camelCase() + " is not defined");
    }

    @Override
    public @Nullable Object read(ReadRequest request) {
        return Objects.requireNonNull(pread, "pread is not defined").read(request);
    }

    @Override
    public @Nullable CompletionStage<?> write(ByteBuffer data, long offset, RequestFlags flags) {
        return Objects.requireNonNull(pwrite, "pwrite is not defined").write(data, offset, flags);
    }
}
