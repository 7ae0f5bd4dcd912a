package org.nbdscript.tests.contract;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.nbdscript.api.HostServices;

/** A host that remembers what it was told: debug messages as they are, the others with their kind. */
final class RecordingHost implements HostServices {
    private final AtomicInteger sizeChanges = new AtomicInteger();
    final List<String> messages = new CopyOnWriteArrayList<>();
    volatile boolean shutDown;

    @Override
    public void debug(String message) {
        messages.add(message);
    }

    @Override
    public boolean isVerbose() {
        return true;
    }

    @Override
    public int debugFlag(String flag) {
        if (flag.indexOf('.') < 0) {
            throw new IllegalArgumentException("expected NAME.FLAG, got '" + flag + "'");
        }
        return flag.equals("services.level") ? 3 : 0;
    }

    @Override
    public String serverName() {
        return "first";
    }

    @Override
    public void error(String message) {
        messages.add("error: " + message);
    }

    @Override
    public void warn(String message) {
        messages.add("warning: " + message);
    }

    @Override
    public void print(String line) {
        messages.add("printed: " + line);
    }

    @Override
    public String readPassword(String parameter) {
        return parameter;
    }

    @Override
    public void shutdown() {
        shutDown = true;
    }

    @Override
    public void sizeChanged() {
        sizeChanges.incrementAndGet();
    }

    @Override
    public int sizeChanges() {
        return sizeChanges.get();
    }
}
