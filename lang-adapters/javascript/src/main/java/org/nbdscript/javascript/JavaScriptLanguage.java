package org.nbdscript.javascript;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConfinedFunction;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.Script;
import org.nbdscript.api.spi.ScriptLanguage;

/** JavaScript: plain scripts, ES modules and CommonJS. */
public final class JavaScriptLanguage implements ScriptLanguage {
    private final Map<Thread, ScriptLoader> loaders = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "javascript";
    }

    @Override
    public List<String> aliases() {
        return List.of("js", "node");
    }

    @Override
    public List<String> extensions() {
        return List.of(".js", ".mjs", ".cjs");
    }

    @Override
    public String engine() {
        return SharedEngine.description();
    }

    @Override
    public boolean hasCompiler() {
        return true;
    }

    @Override
    public boolean isCompiled() {
        return SharedEngine.isCompiling();
    }

    @Override
    public boolean keepsRelativePaths() {
        return true;
    }

    @Override
    public Script load(Path file, HostServices services) {
        ScriptLoader loader = ScriptLoader.of(file, services);
        loaders.put(Thread.currentThread(), loader);
        try {
            return loader.load();
        } finally {
            loaders.remove(Thread.currentThread());
        }
    }

    @Override
    public ConfinedFunction confine(Path file, String function, ConfinedFunction.Limits limits) {
        return ConfinedScript.of(file, function, limits);
    }

    @Override
    public ConfinedFunction confine(String name, String text, ConfinedFunction.Limits limits) {
        return ConfinedScript.of(name, text, limits);
    }

    @Override
    public @Nullable ScriptPosition interruptLoad(Path file, Thread thread) {
        ScriptLoader loader = loaders.get(thread);
        return loader == null ? null : loader.interrupt();
    }
}
