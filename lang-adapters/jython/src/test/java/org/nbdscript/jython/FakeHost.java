package org.nbdscript.jython;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.nbdscript.api.HostServices;

/** A host that remembers what it was told. */
final class FakeHost implements HostServices {
    final List<String> log = new CopyOnWriteArrayList<>();
    final List<String> printed = new CopyOnWriteArrayList<>();

    @Override
    public void debug(String message) {
        log.add("debug: " + message);
    }

    @Override
    public boolean isVerbose() {
        return true;
    }

    @Override
    public void error(String message) {
        log.add("error: " + message);
    }

    @Override
    public void warn(String message) {
        log.add("warn: " + message);
    }

    @Override
    public void print(String line) {
        printed.add(line);
    }

    @Override
    public String readPassword(String parameter) {
        return "password of " + parameter;
    }

    @Override
    public void shutdown() {
        log.add("shutdown");
    }
}
