package org.nbdscript.javascript;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
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
        Map<Callback, BoundFunction> bound = new EnumMap<>(Callback.class);
        for (Callback callback : Callback.values()) {
            Definitions.OwnedFunction owned = definitions.functions().get(callback.camelCase());
            if (owned != null) {
                Value function = owned.function();
                bound.put(
                        callback,
                        bound(
                                function,
                                owned.owner().isNull()
                                        ? function
                                        : runtime.prelude().call("bind", function, owned.owner())));
            }
        }
        return new JavaScriptTarget(bound, runtime);
    }

    /**
     * A connection: the methods of the object that it is, and the script's functions with it as the handle.
     *
     * @param handle what the script's open returned; null if it has none
     * @param next the object of what lies below, which comes first; null in a plugin
     */
    JavaScriptTarget connection(@Nullable Value handle, @Nullable Object next) {
        List<Object> first = new ArrayList<>();
        if (next != null) {
            first.add(next);
        }
        // A filter's open need not return anything.
        if (handle != null && !(next != null && handle.isNull())) {
            first.add(handle);
        }
        Map<Callback, BoundFunction> bound = new EnumMap<>(Callback.class);
        for (Callback callback : Callback.values()) {
            BoundFunction function = callback.scope() == Callback.Scope.DISK ? bind(callback, handle, first) : null;
            if (function != null) {
                bound.put(callback, function);
            }
        }
        return new JavaScriptTarget(bound, runtime);
    }

    private @Nullable BoundFunction bind(Callback callback, @Nullable Value handle, List<Object> first) {
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
        List<Object> arguments = new ArrayList<>(List.of(owned.function(), owned.owner()));
        arguments.addAll(first);
        return bound(owned.function(), prelude.call("bind", arguments.toArray()));
    }

    private BoundFunction bound(Value function, Value callable) {
        return new BoundFunction(callable, names.position(function.getSourceLocation()));
    }
}
