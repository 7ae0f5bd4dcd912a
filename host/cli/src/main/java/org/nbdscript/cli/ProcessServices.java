package org.nbdscript.cli;

import org.nbdscript.api.HostServices;

/** The services of this process: messages go to standard error, passwords come from its terminal and files. */
final class ProcessServices implements HostServices {
    private final ErrorStream errors;
    private final StopRequest stop;

    ProcessServices(ErrorStream errors, StopRequest stop) {
        this.errors = errors;
        this.stop = stop;
    }

    @Override
    public void debug(String message) {
        errors.debug(message);
    }

    @Override
    public boolean isVerbose() {
        return errors.isVerbose();
    }

    @Override
    public void error(String message) {
        errors.error(message);
    }

    @Override
    public void warn(String message) {
        errors.warn(message);
    }

    @Override
    public void print(String line) {
        errors.print(line);
    }

    @Override
    public String readPassword(String parameter) {
        return PasswordSource.read(parameter);
    }

    @Override
    public void shutdown() {
        stop.request();
    }
}
