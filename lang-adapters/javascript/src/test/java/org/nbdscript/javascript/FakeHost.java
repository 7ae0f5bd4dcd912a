package org.nbdscript.javascript;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.nbdscript.api.HostServices;

/** Remembers what it was told. */
class FakeHost implements HostServices {
    final List<String> lines = new CopyOnWriteArrayList<>();
    volatile boolean isShutDown;

    @Override
    public void debug(String message) {
        lines.add("debug " + message);
    }

    @Override
    public boolean isVerbose() {
        return true;
    }

    @Override
    public void error(String message) {
        lines.add("error " + message);
    }

    @Override
    public void warn(String message) {
        lines.add("warn " + message);
    }

    @Override
    public void print(String line) {
        lines.add("print " + line);
    }

    @Override
    public String readPassword(String parameter) {
        return "secret of " + parameter;
    }

    @Override
    public void shutdown() {
        isShutDown = true;
    }
}
