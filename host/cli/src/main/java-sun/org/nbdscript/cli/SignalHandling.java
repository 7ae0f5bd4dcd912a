package org.nbdscript.cli;

import java.util.function.IntConsumer;
import sun.misc.Signal;

/**
 * Handles signals. A JVM that is left to itself ends with 128 and the signal's number, and runs its shutdown hooks in
 * no order; the server ends with 0 and in order. {@code sun.misc.Signal} is the only way to that.
 */
final class SignalHandling {
    private SignalHandling() {}

    /**
     * Calls an action with the signal's number whenever it comes, on a thread made for that. A signal that whoever
     * started us wants ignored, as {@code nohup} does, stays ignored.
     *
     * @param name without SIG
     */
    static void handle(String name, IntConsumer action) {
        try {
            Signal.handle(new Signal(name), signal -> action.accept(signal.getNumber()));
        } catch (IllegalArgumentException e) {
            // The JVM leaves it alone, as -Xrs asks it to.
        }
    }
}
