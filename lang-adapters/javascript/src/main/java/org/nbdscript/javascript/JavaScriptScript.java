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
    public Object open(OpenContext context) {
        return runtime.context().call(() -> openInContext(context));
    }

    private Object openInContext(OpenContext context) {
        if (!hasHandles()) {
            return functions;
        }
        Object argument = runtime.hostValues().toGuest(new Object[] {context})[0];
        Value connectionClass = definitions.connectionClass();
        Value handle = connectionClass != null && !functions.defines(Callback.OPEN)
                ? runtime.prelude().call("construct", connectionClass, argument)
                : functions.execute(Callback.OPEN, argument);
        return Promises.isPromise(handle)
                ? runtime.promises().settle(handle, binder::connection)
                : binder.connection(handle);
    }

    @Override
    public void close() {
        runtime.close();
    }
}
