package org.nbdscript.javascript;

import java.nio.file.Path;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Naming;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.api.spi.Script;
import org.nbdscript.api.spi.ScriptMember;
import org.nbdscript.api.spi.ScriptNext;
import org.nbdscript.api.spi.ScriptTarget;

/** A loaded script in JavaScript. */
final class JavaScriptScript implements Script {
    private final Path file;
    private final @Nullable String documentation;
    private final Definitions definitions;
    private final ScriptRuntime runtime;
    private final TargetBinder binder;
    private final JavaScriptTarget functions;

    JavaScriptScript(Path file, @Nullable String documentation, Definitions definitions, ScriptRuntime runtime) {
        this.file = file;
        this.documentation = documentation;
        this.definitions = definitions;
        this.runtime = runtime;
        this.binder = new TargetBinder(definitions, runtime, new SourceNames(file));
        this.functions = runtime.context().call(binder::functions);
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public Naming naming() {
        return Naming.CAMEL_CASE;
    }

    @Override
    public @Nullable String documentation() {
        return documentation;
    }

    @Override
    public @Nullable Object constant(String name) {
        return runtime.context()
                .call(() ->
                        runtime.guestValues().normalize(definitions.constantOf().execute(name)));
    }

    @Override
    public List<ScriptMember> members() {
        return definitions.members();
    }

    /**
     * Any number of calls may come at a time, from any thread. The script itself runs one at a time, and others go on
     * where it awaits: parallel in the sense in which JavaScript is.
     */
    @Override
    public ThreadModel strongestThreadModel() {
        return ThreadModel.PARALLEL;
    }

    @Override
    public ScriptTarget functions() {
        return functions;
    }

    @Override
    public boolean hasHandles() {
        return definitions.connectionClass() != null || functions.defines(Callback.OPEN);
    }

    @Override
    public Object open(OpenContext context, @Nullable ScriptNext next) {
        return runtime.context().call(() -> openInContext(context, next));
    }

    private Object openInContext(OpenContext context, @Nullable ScriptNext next) {
        Object below = next == null ? null : runtime.hostValues().toGuest((Object) next);
        if (!hasHandles()) {
            return below == null ? functions : binder.connection(null, below);
        }
        Object[] arguments =
                runtime.hostValues().toGuest(next == null ? new Object[] {context} : new Object[] {context, next});
        Value connectionClass = definitions.connectionClass();
        Value handle = connectionClass != null && !functions.defines(Callback.OPEN)
                ? construct(connectionClass, arguments)
                : functions.execute(Callback.OPEN, arguments);
        return Promises.isPromise(handle)
                ? runtime.promises().settle(handle, settled -> binder.connection(settled, below))
                : binder.connection(handle, below);
    }

    private Value construct(Value connectionClass, Object[] arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = connectionClass;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return runtime.prelude().call("construct", all);
    }

    @Override
    public void close() {
        runtime.close();
    }
}
