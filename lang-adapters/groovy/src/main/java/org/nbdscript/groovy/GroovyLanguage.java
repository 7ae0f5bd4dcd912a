package org.nbdscript.groovy;

import groovy.lang.GroovySystem;
import java.nio.file.Path;
import java.util.List;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.spi.Script;
import org.nbdscript.api.spi.ScriptLanguage;

/** Groovy, in the version that is on the class path. */
public final class GroovyLanguage implements ScriptLanguage {
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
        return new GroovyScript(ScriptCompiler.compile(file, services), services);
    }
}
