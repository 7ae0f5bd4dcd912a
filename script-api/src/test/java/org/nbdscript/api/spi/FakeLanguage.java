package org.nbdscript.api.spi;

import java.nio.file.Path;
import java.util.List;
import org.nbdscript.api.HostServices;

/** A language that has one script. */
record FakeLanguage(Script script) implements ScriptLanguage {
    @Override
    public String name() {
        return "fake";
    }

    @Override
    public List<String> aliases() {
        return List.of();
    }

    @Override
    public List<String> extensions() {
        return List.of();
    }

    @Override
    public String engine() {
        return "none";
    }

    @Override
    public Script load(Path file, HostServices services) {
        return script;
    }
}
