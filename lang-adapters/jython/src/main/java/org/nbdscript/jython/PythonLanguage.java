package org.nbdscript.jython;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.Script;
import org.nbdscript.api.spi.ScriptLanguage;
import org.python.Version;

/** Python 2.7, run by Jython: without a global lock, so that calls truly run at the same time. */
public final class PythonLanguage implements ScriptLanguage {
    @Override
    public String name() {
        return "python";
    }

    @Override
    public List<String> aliases() {
        return List.of("jython", "python2");
    }

    @Override
    public List<String> extensions() {
        return List.of(".py");
    }

    @Override
    public String engine() {
        return "Jython " + Version.PY_VERSION;
    }

    @Override
    public boolean keepsRelativePaths() {
        return true;
    }

    @Override
    public Script load(Path file, HostServices services) {
        return ScriptLoader.load(file, services);
    }

    @Override
    public @Nullable ScriptPosition interruptLoad(Path file, Thread thread) {
        return LoadInterrupt.interrupt(file);
    }
}
