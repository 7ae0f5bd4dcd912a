package org.nbdscript.javascript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;

/** Loads a script: makes its context, runs its top level, and surveys what it defines. */
final class ScriptLoader {
    private final Path file;
    private final String text;
    private final SourceNames names;
    private final GuestContext context;
    private final EventLoop loop;
    private final HostServices services;

    private ScriptLoader(Path file, String text, HostServices services) {
        this.file = file;
        this.text = text;
        this.services = services;
        this.names = new SourceNames(file);
        this.context = new GuestContext(names);
        this.loop = new EventLoop(
                context, "javascript-" + file.getFileName(), failure -> HostFunctions.report(services, failure));
    }

    /**
     * Loads a script.
     *
     * @throws ScriptException if it cannot be read, has a syntax error or fails, with the place
     */
    static JavaScriptScript load(Path file, HostServices services) {
        ScriptLoader loader = new ScriptLoader(file, read(file), services);
        try {
            return loader.load();
        } catch (RuntimeException e) {
            loader.loop.close();
            loader.context.close();
            throw e;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            String reason = e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
            throw new ScriptException(new ScriptPosition(file.toString(), 0), "cannot be read: " + reason, e);
        }
    }

    private JavaScriptScript load() {
        ScriptRuntime runtime = inContext(this::makeRuntime);
        Value exported = SourceKind.of(file, text) == SourceKind.MODULE
                ? importModule(runtime)
                : inContext(() -> runScript(runtime.prelude()));
        Definitions definitions = inContext(() -> Definitions.survey(exported, runtime, names));
        return new JavaScriptScript(file, LeadingComment.of(text), definitions, runtime);
    }

    private ScriptRuntime makeRuntime() {
        HostFunctions host = new HostFunctions(services, context, loop, new CommonJsFiles(names));
        Prelude prelude = new Prelude(context, host.toGuest());
        context.globals().putMember("require", prelude.call("requireFrom", directory()));
        return new ScriptRuntime(
                context,
                loop,
                prelude,
                new HostValues(prelude, loop),
                new GuestValues(prelude),
                new Promises(prelude, context));
    }

    private String directory() {
        return names.directory().toString();
    }

    private Value runScript(Prelude prelude) {
        if (SourceKind.of(file, text) == SourceKind.COMMON_JS) {
            Value exports = prelude.call("requireFrom", directory())
                    .execute(names.absolute().toString());
            Value exported = prelude.call("object");
            exported.putMember("default", exports);
            return exported;
        }
        try {
            context.eval(
                    Source.newBuilder(SharedEngine.LANGUAGE, names.absolute().toFile())
                            .content(text)
                            .build());
        } catch (IOException e) {
            throw new ScriptException(new ScriptPosition(file.toString(), 0), "cannot be read: " + e.getMessage(), e);
        }
        return ownGlobals(prelude);
    }

    /** The globals that the script made: {@code let}, {@code const} and classes are none of the global object's. */
    private Value ownGlobals(Prelude prelude) {
        Value globals = context.globals();
        Value exported = prelude.call("object");
        for (String name : globals.getMemberKeys()) {
            exported.putMember(name, globals.getMember(name));
        }
        return exported;
    }

    /** A module may await at its top level, so it is loaded when its promise settles. */
    private Value importModule(ScriptRuntime runtime) {
        CompletionStage<Value> module = inContext(() -> runtime.promises()
                .settle(
                        runtime.prelude().call("importModule", names.absolute().toString()),
                        reason -> LoadFailure.of(reason, names),
                        namespace -> namespace));
        try {
            return module.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ScriptException failure ? failure : e;
        }
    }

    private <T> T inContext(Supplier<T> action) {
        context.enter();
        try {
            return action.get();
        } catch (PolyglotException e) {
            throw LoadFailure.of(e, names);
        } finally {
            context.leave();
        }
    }
}
