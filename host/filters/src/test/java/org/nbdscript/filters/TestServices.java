package org.nbdscript.filters;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.nbdscript.api.HostServices;

/** Services that remember what is logged and whether the server is to end. */
public final class TestServices implements HostServices {
    /** The messages, each with its level. */
    public final List<String> log = new CopyOnWriteArrayList<>();

    /** Whether a layer has ended the server. */
    public volatile boolean isShutDown;

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
        log.add("warning: " + message);
    }

    @Override
    public void print(String line) {
        log.add(line);
    }

    @Override
    public String readPassword(String parameter) {
        return parameter;
    }

    @Override
    public void shutdown() {
        isShutDown = true;
    }
}
