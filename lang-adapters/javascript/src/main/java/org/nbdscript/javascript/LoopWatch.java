package org.nbdscript.javascript;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out that a script spends its time in loops which the engine interprets, and says once that {@code --jit} would
 * compile them. It looks at the stack of the thread that is in the script some times a second, so that calls pay
 * nothing for it, and once a second if there is none.
 */
final class LoopWatch implements Runnable {
    private static final long BUSY_MILLIS = 50;
    private static final long IDLE_MILLIS = 1000;

    /** So many looks are a window; the script is bound by its loops if half of them find it in one. */
    private static final int WINDOW = 60;

    private final Supplier<@Nullable Thread> inScript;
    private final BooleanSupplier ended;
    private final Consumer<String> hint;
    private int looks;
    private int found;

    /**
     * A watch.
     *
     * @param inScript the thread that is in the script; null if none is
     * @param ended whether the script has ended
     * @param hint is told what to tell the user, once
     */
    LoopWatch(Supplier<@Nullable Thread> inScript, BooleanSupplier ended, Consumer<String> hint) {
        this.inScript = inScript;
        this.ended = ended;
        this.hint = hint;
    }

    /** Watches until the script has ended or is found to loop. */
    void start(String script) {
        Thread.ofPlatform().daemon().name("loop-watch " + script).start(this);
    }

    @Override
    public void run() {
        try {
            while (!ended.getAsBoolean()) {
                Thread thread = inScript.get();
                Thread.sleep(thread == null && looks == 0 ? IDLE_MILLIS : BUSY_MILLIS);
                if (look(inScript.get())) {
                    hint.accept("it spends its time in loops, which are interpreted: --jit compiles them, and they run"
                            + " many times faster");
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once; true when a window has ended and most of it was loops. */
    private boolean look(@Nullable Thread thread) {
        if (thread == null && looks == 0) {
            return false;
        }
        looks++;
        if (thread != null && isLooping(thread.getStackTrace())) {
            found++;
        }
        if (looks < WINDOW) {
            return false;
        }
        boolean isBound = found * 2 >= WINDOW;
        looks = 0;
        found = 0;
        return isBound;
    }

    /** Whether this is the stack of an interpreted loop that computes, rather than one that waits for something. */
    static boolean isLooping(StackTraceElement[] stack) {
        if (stack.length == 0 || !isEngine(stack[0])) {
            return false;
        }
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().endsWith("LoopNode")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEngine(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("com.oracle.truffle.")
                || type.startsWith("java.lang.")
                || type.startsWith("java.util.")
                || type.startsWith("jdk.internal.misc.");
    }
}
