package org.nbdscript.fakes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.nbdscript.api.HostServices;

/** Services that remember what they were told. */
public class FakeServices implements HostServices {
    /** All messages in their order, each with its level: {@code debug: …}, {@code warning: …}, {@code error: …}. */
    public final List<String> log = new CopyOnWriteArrayList<>();

    /** The messages that are shown with {@code -v}. */
    public final List<String> debug = new CopyOnWriteArrayList<>();

    /** The warnings. */
    public final List<String> warnings = new CopyOnWriteArrayList<>();

    /** The errors. */
    public final List<String> errors = new CopyOnWriteArrayList<>();

    /** The lines that scripts printed. */
    public final List<String> printed = new CopyOnWriteArrayList<>();

    /** How often somebody wished that the server end. */
    public final AtomicInteger shutdowns = new AtomicInteger();

    /** Whether debug messages are shown. */
    public volatile boolean isVerbose = true;

    private final AtomicInteger sizeChanges = new AtomicInteger();

    @Override
    public void debug(String message) {
        log.add("debug: " + message);
        debug.add(message);
    }

    @Override
    public boolean isVerbose() {
        return isVerbose;
    }

    @Override
    public void warn(String message) {
        log.add("warning: " + message);
        warnings.add(message);
    }

    @Override
    public void error(String message) {
        log.add("error: " + message);
        errors.add(message);
    }

    @Override
    public void print(String line) {
        printed.add(line);
    }

    /** Makes one up, and has none in files. */
    @Override
    public String readPassword(String parameter) {
        if (parameter.startsWith("+")) {
            throw new IllegalArgumentException("the password file cannot be read");
        }
        return "secret of " + parameter;
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
