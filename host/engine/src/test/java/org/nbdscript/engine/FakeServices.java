package org.nbdscript.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.nbdscript.api.HostServices;

/** Services that remember what is logged. */
final class FakeServices implements HostServices {
    private final AtomicInteger sizeChanges = new AtomicInteger();
    final List<String> errors = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final List<String> debug = new CopyOnWriteArrayList<>();
    boolean isVerbose;

    @Override
    public void debug(String message) {
        debug.add(message);
    }

    @Override
    public boolean isVerbose() {
        return isVerbose;
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
    public void print(String line) {}

    @Override
    public String readPassword(String parameter) {
        if (parameter.startsWith("+")) {
            throw new IllegalArgumentException("the password file cannot be read");
        }
        return "secret of " + parameter;
    }

    @Override
    public void shutdown() {}

    @Override
    public void sizeChanged() {
        sizeChanges.incrementAndGet();
    }

    @Override
    public int sizeChanges() {
        return sizeChanges.get();
    }
}
