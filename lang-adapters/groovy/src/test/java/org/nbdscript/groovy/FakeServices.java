package org.nbdscript.groovy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.nbdscript.api.HostServices;

/** Keeps what a script logs and prints. */
final class FakeServices implements HostServices {
    final List<String> debugged = new CopyOnWriteArrayList<>();
    final List<String> errors = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final List<String> printed = new CopyOnWriteArrayList<>();
    volatile boolean shutDown;

    @Override
    public void debug(String message) {
        debugged.add(message);
    }

    @Override
    public boolean isVerbose() {
        return true;
    }

    @Override
    public void error(String message) {
        errors.add(message);
    }

    @Override
    public void warn(String message) {
        warnings.add(message);
    }

    @Override
    public void print(String line) {
        printed.add(line);
    }

    @Override
    public String readPassword(String parameter) {
        return "read from " + parameter;
    }

    @Override
    public void shutdown() {
        shutDown = true;
    }
}
