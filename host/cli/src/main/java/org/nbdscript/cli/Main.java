package org.nbdscript.cli;

import java.io.PrintStream;

/** The entry point. */
public final class Main {
    private Main() {}

    /** Where to look for it. */
    private static final String SELECTOR_PROVIDER = "java.nio.channels.spi.SelectorProvider";

    /** Linux' own. */
    private static final String EPOLL = "sun.nio.ch.EPollSelectorProvider";

    /** Runs nbdscript; ends the process with one of the codes of {@link ExitCode}, or that of {@code --run}. */
    public static void main(String... arguments) throws InterruptedException {
        int code = run(System.out, arguments);
        // System.exit looks for loggers to tell them, which short commands need not wait for.
        if (code != ExitCode.SUCCESS.code() || hasOtherThreads()) {
            System.exit(code);
        }
    }

    /** Runs nbdscript, which prints what it was asked for to {@code output}; returns its exit code. */
    static int run(PrintStream output, String... arguments) throws InterruptedException {
        // Standard output is for what the user asked for. What the code of plugins prints there is shown with the
        // messages.
        System.setOut(System.err);
        nameSelectorProvider();
        return Program.run(output, arguments);
    }

    /**
     * The JDK looks in each jar for another provider, unless one is named: that takes longer than the rest of a start.
     */
    private static void nameSelectorProvider() {
        try {
            if (System.getProperty(SELECTOR_PROVIDER) == null) {
                Class.forName(EPOLL);
                System.setProperty(SELECTOR_PROVIDER, EPOLL);
            }
        } catch (ClassNotFoundException e) {
            // Another system has another one, which is found as always.
        }
    }

    /** Whether there are threads that would keep the process alive. */
    private static boolean hasOtherThreads() {
        Thread[] threads = new Thread[Thread.activeCount() + 1];
        int count = Thread.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i] != Thread.currentThread() && !threads[i].isDaemon()) {
                return true;
            }
        }
        return false;
    }
}
