package org.nbdscript.api.spi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Errno;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Layer;
import org.nbdscript.api.Naming;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.ThreadModel;

/** What a plugin and a filter have in common that are scripts: the same for all languages. */
public abstract sealed class ScriptLayer implements Layer, CallbackPlaces permits ScriptPlugin, ScriptFilter {
    /** How long a promise of a callback that belongs to no connection may take. */
    private static final long LIFE_CYCLE_SECONDS = 60;

    private final ScriptLanguage language;
    private final Script script;
    private final ScriptCalls calls;
    private final HostServices services;
    private final ParameterSchema schema;
    private final List<ScriptNext> disks = new ArrayList<>();

    private @Nullable BlockSize declaredBlockSize;

    /** What the script has said last; null if it was not asked yet. */
    private @Nullable ThreadModel threadModel;

    ScriptLayer(ScriptLanguage language, Script script, HostServices services) {
        this.language = language;
        this.script = script;
        this.services = services;
        this.calls = new ScriptCalls(script.functions(), script.naming());
        this.schema = ParameterDeclaration.read(
                script.constant("parameters"),
                calls.defines(Callback.CONFIG),
                script.file().toString());
        this.declaredBlockSize = BlockSizes.declared(script);
    }

    final Script script() {
        return script;
    }

    final ScriptCalls calls() {
        return calls;
    }

    final HostServices services() {
        return services;
    }

    /**
     * A script whose calls overlap may do anything in them; one whose calls are serialized gains nothing by threads.
     */
    final Blocking blocking() {
        ThreadModel model = threadModel();
        return model == ThreadModel.PARALLEL || model == ThreadModel.SERIALIZE_RETIREMENT
                ? Blocking.PINS
                : Blocking.NEVER;
    }

    @Override
    public String name() {
        return script.constant("name") instanceof String name ? name : baseName();
    }

    private String baseName() {
        String file = Objects.requireNonNull(script.file().getFileName()).toString();
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    @Override
    public String description() {
        if (script.constant("description") instanceof String description) {
            return description;
        }
        return Objects.requireNonNullElse(script.documentation(), "");
    }

    @Override
    public @Nullable String version() {
        return script.constant("version") instanceof String version ? version : null;
    }

    /** The file, as the user named it. */
    public Path file() {
        return script.file();
    }

    /** The language that it is written in. */
    public ScriptLanguage language() {
        return language;
    }

    /** How its language spells callbacks. */
    public Naming naming() {
        return script.naming();
    }

    /** The callbacks that the script defines as functions, or as methods of its connection class. */
    public List<Callback> callbacks() {
        return script.members().stream()
                .map(member -> Callback.byName(member.name(), script.naming()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    @Override
    public ParameterSchema parameters() {
        return schema;
    }

    @Override
    public void configure(ParameterValues values) {
        callIfDefined(Callback.CONFIGURE, withDisks(values));
        for (Map.Entry<String, String> other : values.others()) {
            callIfDefined(Callback.CONFIG, other.getKey(), other.getValue());
        }
        callIfDefined(Callback.CONFIG_COMPLETE);
        threadModel = askThreadModel();
        // They may depend on the parameters.
        declaredBlockSize = BlockSizes.declared(script);
    }

    /** The disks among them as what a script's {@code next} is. */
    final ParameterValues withDisks(ParameterValues values) {
        Map<String, @Nullable Object> own = new LinkedHashMap<>();
        values.asMap().forEach((name, value) -> own.put(name, withDisk(value)));
        return new ParameterValues(own, values.others());
    }

    private @Nullable Object withDisk(@Nullable Object value) {
        return switch (value) {
            case Next next -> {
                ScriptNext disk = new ScriptNext(next, null);
                disks.add(disk);
                yield disk;
            }
            case List<?> list -> list.stream().map(this::withDisk).toList();
            case null, default -> value;
        };
    }

    private ThreadModel askThreadModel() {
        if (calls.defines(Callback.THREAD_MODEL)) {
            Object named = callIfDefined(Callback.THREAD_MODEL);
            return ThreadModel.weaker(
                    calls.convert(Callback.THREAD_MODEL, named, value -> CallbackResult.threadModel(value, "returned")),
                    script.strongestThreadModel());
        }
        ThreadModel declared =
                CallbackConstant.read(script, Callback.THREAD_MODEL, value -> CallbackResult.threadModel(value, "is"));
        return declared == null
                ? ThreadModel.SERIALIZE_ALL_REQUESTS
                : ThreadModel.weaker(declared, script.strongestThreadModel());
    }

    @Override
    public ThreadModel threadModel() {
        ThreadModel said = threadModel;
        if (said == null) {
            said = askThreadModel();
            threadModel = said;
        }
        return said;
    }

    @Override
    public @Nullable BlockSize declaredBlockSize() {
        return declaredBlockSize;
    }

    @Override
    public @Nullable ScriptPosition position(Callback callback) {
        return script.functions().position(callback);
    }

    @Override
    public void getReady() {
        callIfDefined(Callback.GET_READY);
    }

    @Override
    public void cleanup() {
        callIfDefined(Callback.CLEANUP);
        disks.forEach(ScriptNext::end);
    }

    @Override
    public void unload() {
        try {
            callIfDefined(Callback.UNLOAD);
        } finally {
            script.close();
        }
    }

    @Override
    public void dumpPlugin(BiConsumer<String, String> line) {
        if (callIfDefined(Callback.DUMP_PLUGIN) instanceof Map<?, ?> lines) {
            lines.forEach((name, value) -> line.accept(String.valueOf(name), String.valueOf(value)));
        }
    }

    final @Nullable Object callIfDefined(Callback callback, Object... arguments) {
        if (!calls.defines(callback)) {
            return null;
        }
        Object result = script.functions().call(callback, arguments);
        return result instanceof CompletionStage<?> stage ? settle(callback, stage) : result;
    }

    private @Nullable Object settle(Callback callback, CompletionStage<?> stage) {
        try {
            return stage.toCompletableFuture()
                    .orTimeout(LIFE_CYCLE_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new NbdException(
                        Errno.ETIMEDOUT,
                        script.naming().nameOf(callback) + " returned a promise that did not settle in "
                                + LIFE_CYCLE_SECONDS + " s",
                        script.functions().position(callback),
                        e);
            }
            throw ScriptCalls.failure(e);
        }
    }
}
