package org.nbdscript.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.nbdscript.api.HostServices;

/** Keeps what is logged. */
final class RecordingServices implements HostServices {
    private final AtomicInteger sizeChanges = new AtomicInteger();
    final List<String> errors = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    /** How often somebody wished that the server end. */
    final AtomicInteger shutdowns = new AtomicInteger();

    final List<String> debug = new CopyOnWriteArrayList<>();

    @Override
    public void debug(String message) {
        debug.add(message);
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
        throw new AssertionError("nothing prints here, but: " + line);
    }

    @Override
    public String readPassword(String parameter) {
        throw new AssertionError("nothing needs a password here");
    }

    @Override
    public void shutdown() {
        shutdowns.incrementAndGet();
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
