package org.nbdscript.cli;

import java.time.Duration;

/**
 * The signals that end the server: SIGTERM, SIGINT and SIGHUP. The first one ends it in good order, a second one at
 * once. SIGQUIT is left to the JVM, which then prints its threads.
 */
final class StopSignals {
    private static final int SIGINT = 2;

    /** How long the end may take; the server itself gives requests in flight a part of it. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final StopRequest stop;
    private final TemporaryPaths temporary;
    private final MessageLog log;
    private volatile Runnable alsoStop = () -> {};
    private volatile boolean isInterruptOurs = true;

    StopSignals(StopRequest stop, TemporaryPaths temporary, MessageLog log) {
        this.stop = stop;
        this.temporary = temporary;
        this.log = log;
    }

    /** Handles them from now on; until then they end the process at once. */
    void handle() {
        SignalHandling.handle("TERM", this::arrived);
        SignalHandling.handle("HUP", this::arrived);
        SignalHandling.handle("INT", this::arrived);
    }

    /**
     * Ends this command too when a signal comes. Ctrl-C is then its own matter: the terminal sends it to both of us,
     * and we end when it does.
     */
    void alsoStop(CaptiveCommand command) {
        isInterruptOurs = false;
        alsoStop = command::stop;
    }

    private void arrived(int number) {
        if (number == SIGINT && !isInterruptOurs) {
            return;
        }
        if (stop.request()) {
            alsoStop.run();
        } else {
            halt(ExitCode.SIGNAL_BASE + number);
        }
    }

    /** Sees to it that the process ends, even if a callback of a script never returns. */
    void watchEnd() {
        Thread.ofPlatform().daemon().name("end-watch").start(() -> {
            try {
                Thread.sleep(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            log.error("the plugin has not ended within " + PATIENCE.toSeconds()
                    + " s, since a call of it does not return; ending without it");
            halt(ExitCode.FAILURE.code());
        });
    }

    private void halt(int code) {
        temporary.delete();
        Runtime.getRuntime().halt(code);
    }
}
