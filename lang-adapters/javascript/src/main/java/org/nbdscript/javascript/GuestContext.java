package org.nbdscript.javascript;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;

/**
 * A script's context and the lock that keeps its threads apart. Everything that touches a {@link Value} happens between
 * {@link #enter} and {@link #leave}.
 *
 * <p>The lock is one that virtual threads wait for without holding their carrier.
 */
final class GuestContext implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(GuestContext.class.getName());

    private final Context context = SharedEngine.newContext();
    private final ContextLock lock = new ContextLock();
    private final Failures failures;
    private volatile boolean closed;

    /** Shows who has it. */
    private static final class ContextLock extends ReentrantLock {
        @Nullable
        Thread holder() {
            return getOwner();
        }
    }

    GuestContext(SourceNames names) {
        this.failures = new Failures(names);
    }

    /** Waits for the context and takes it: {@link #leave} must follow, in a finally block. */
    void enter() {
        lock.lock();
        try {
            if (closed) {
                throw closed(null);
            }
            context.enter();
        } catch (PolyglotException | IllegalStateException e) {
            lock.unlock();
            throw closed(e);
        } catch (NbdException e) {
            lock.unlock();
            throw e;
        }
    }

    /** Gives the context back, also when it has been closed meanwhile: closing waits for all to leave. */
    void leave() {
        try {
            context.leave();
        } catch (IllegalStateException e) {
            LOGGER.log(Level.DEBUG, "left a context that is closed", e);
        } finally {
            lock.unlock();
        }
    }

    /** Runs something in the context; a failure of the script is thrown as an NbdException. */
    <T extends @Nullable Object> T call(Supplier<T> action) {
        enter();
        try {
            return action.get();
        } catch (RuntimeException | StackOverflowError e) {
            throw failures.of(e);
        } finally {
            leave();
        }
    }

    /** What an exception that came out of the context means. Call it before {@link #leave}. */
    NbdException failure(Throwable thrown) {
        return failures.of(thrown);
    }

    /** What a promise was rejected with means. */
    NbdException rejection(Value reason) {
        return failures.ofRejection(reason);
    }

    /** Runs a source, between {@link #enter} and {@link #leave}. */
    Value eval(Source source) {
        return context.eval(source);
    }

    /** The globals, lexical ones included. */
    Value globals() {
        return context.getBindings(SharedEngine.LANGUAGE);
    }

    /** The thread that is in the context at this moment, as seen from any other; null if none is. */
    @Nullable
    Thread current() {
        return lock.holder();
    }

    /** Whether {@link #close} was called. */
    boolean isClosed() {
        return closed;
    }

    private static NbdException closed(@Nullable Throwable cause) {
        return new NbdException(Errno.ESHUTDOWN, "the script has ended", cause);
    }

    /**
     * Stops what runs in the context, which stays usable.
     *
     * @throws TimeoutException if it could not be stopped in this time, since it is not in the script's own code
     */
    void interrupt(Duration timeout) throws TimeoutException {
        context.interrupt(timeout);
    }

    /** Stops whatever runs in the context, and ends it. */
    @Override
    public void close() {
        closed = true;
        context.close(true);
    }
}
