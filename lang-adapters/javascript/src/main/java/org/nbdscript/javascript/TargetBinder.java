package org.nbdscript.javascript;

import java.util.EnumMap;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;

/** Finds for each callback the function to call, and ties it to what comes first. Used in the context. */
final class TargetBinder {
    private final Definitions definitions;
    private final ScriptRuntime runtime;
    private final SourceNames names;

    TargetBinder(Definitions definitions, ScriptRuntime runtime, SourceNames names) {
        this.definitions = definitions;
        this.runtime = runtime;
        this.names = names;
    }

    /** The script's functions without a handle. */
    JavaScriptTarget functions() {
        return target(null);
    }

    /** A connection: the methods of the object that it is, and the script's functions with it as the handle. */
    JavaScriptTarget connection(Value handle) {
        return target(handle);
    }

    private JavaScriptTarget target(@Nullable Value handle) {
        Map<Callback, BoundFunction> bound = new EnumMap<>(Callback.class);
        for (Callback callback : Callback.values()) {
            if (handle == null || callback.scope() == Callback.Scope.DISK) {
                BoundFunction function = bind(callback, handle);
                if (function != null) {
                    bound.put(callback, function);
                }
            }
        }
        return new JavaScriptTarget(bound, runtime);
    }

    private @Nullable BoundFunction bind(Callback callback, @Nullable Value handle) {
        Prelude prelude = runtime.prelude();
        String name = callback.camelCase();
        Value method = handle == null ? null : prelude.call("method", handle, name);
        if (handle != null && method != null && !method.isNull()) {
            return bound(method, prelude.call("bind", method, handle));
        }
        Definitions.OwnedFunction owned = definitions.functions().get(name);
        if (owned == null) {
            return null;
        }
        Value function = owned.function();
        if (handle != null) {
            return bound(function, prelude.call("bindHandle", function, owned.owner(), handle));
        }
        return bound(function, owned.owner().isNull() ? function : prelude.call("bind", function, owned.owner()));
    }

    private BoundFunction bound(Value function, Value callable) {
        return new BoundFunction(callable, names.position(function.getSourceLocation()));
    }
}
