package org.nbdscript.groovy;

import groovy.lang.GroovySystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.Script;
import org.nbdscript.api.spi.ScriptLanguage;

/** Groovy, in the version that is on the class path. */
public final class GroovyLanguage implements ScriptLanguage {
    /** What is at its top level now, by file. */
    private final Map<Path, ScriptFailures> loading = new ConcurrentHashMap<>();

    /** For {@link java.util.ServiceLoader}. */
    public GroovyLanguage() {}

    @Override
    public String name() {
        return "groovy";
    }

    @Override
    public List<String> aliases() {
        return List.of("gvy");
    }

    @Override
    public List<String> extensions() {
        return List.of(".groovy", ".gvy");
    }

    @Override
    public String engine() {
        return "Groovy " + GroovySystem.getVersion();
    }

    @Override
    public Script load(Path file, HostServices services) {
        ScriptCompiler.Compiled compiled = ScriptCompiler.compile(file, services);
        ScriptFailures failures = new ScriptFailures(file.toString(), compiled.outline());
        loading.put(file, failures);
        try {
            return new GroovyScript(compiled, failures, services);
        } finally {
            loading.remove(file);
        }
    }

    /** Groovy's loops do not heed interrupts by themselves, but calls that wait do. */
    @Override
    public @Nullable ScriptPosition interruptLoad(Path file, Thread thread) {
        ScriptFailures failures = loading.get(file);
        return failures == null ? null : failures.position(thread.getStackTrace());
    }
}
