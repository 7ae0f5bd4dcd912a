package org.nbdscript.cli;

import org.nbdscript.posix.Getppid;
import org.nbdscript.posix.ParentDeathSignal;
import org.nbdscript.posix.PosixException;
import org.nbdscript.posix.Signal;

/** {@code --exit-with-parent}: the kernel sends SIGTERM when the parent process ends. */
final class ExitWithParent {
    /** Set by the launcher to the id of the process that started it, which may have ended while the JVM started. */
    static final String VARIABLE = "NBDSCRIPT_PARENT";

    private ExitWithParent() {}

    /**
     * Asks for it; to be called on the main thread, which lives as long as the process.
     *
     * @throws StartException if the parent has ended already, or the system has no such signal
     */
    static void request() {
        try {
            ParentDeathSignal.request(Signal.TERM);
            String launchersParent = System.getenv(VARIABLE);
            if (launchersParent != null && !launchersParent.equals(Long.toString(Getppid.parentProcessId()))) {
                throw new StartException("--exit-with-parent: the parent process has ended already", null);
            }
        } catch (PosixException e) {
            throw new StartException("--exit-with-parent does not work on this system: " + e.getMessage(), e);
        }
    }
}
