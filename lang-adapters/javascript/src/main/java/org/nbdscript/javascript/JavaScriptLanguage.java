package org.nbdscript.javascript;

import java.nio.file.Path;
import java.util.List;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.spi.Script;
import org.nbdscript.api.spi.ScriptLanguage;

/** JavaScript: plain scripts, ES modules and CommonJS. */
public final class JavaScriptLanguage implements ScriptLanguage {
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
    public Script load(Path file, HostServices services) {
        return ScriptLoader.load(file, services);
    }
}
