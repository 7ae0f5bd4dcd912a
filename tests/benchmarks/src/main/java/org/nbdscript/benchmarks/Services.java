package org.nbdscript.benchmarks;

import org.nbdscript.api.HostServices;

/** Shows on the standard error what should not happen while something is measured. */
public final class Services implements HostServices {
    @Override
    public void debug(String message) {}

    @Override
    public boolean isVerbose() {
        return false;
    }

    @Override
    public void error(String message) {
        System.err.println("error: " + message);
    }

    @Override
    public void warn(String message) {
        System.err.println("warning: " + message);
    }

    @Override
    public void print(String line) {
        System.err.println(line);
    }

    @Override
    public String readPassword(String parameter) {
        throw new UnsupportedOperationException("nothing that is measured takes a password");
    }

    @Override
    public void shutdown() {
        throw new UnsupportedOperationException("nothing that is measured shuts down");
    }
}
