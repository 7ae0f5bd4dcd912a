package org.nbdscript.groovy;

import java.io.PrintWriter;
import java.time.Duration;
import org.nbdscript.api.Errno;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ValueParser;

/**
 * The host's services as a script has them: {@code nbdscript}, in every class of the file and of the files beside it.
 */
public final class GroovyServices {
    private final HostServices services;
    private final PrintWriter out;

    GroovyServices(HostServices services) {
        this.services = services;
        this.out = PrintedLines.writer(services);
    }

    /** Where {@code println} and the like go. */
    public PrintWriter getOut() {
        return out;
    }

    /** The services of the script that a class belongs to: the value of its field {@code nbdscript}. */
    public static GroovyServices of(Class<?> type) {
        for (ClassLoader loader = type.getClassLoader(); loader != null; loader = loader.getParent()) {
            if (loader instanceof ScriptClassLoader scripts) {
                return scripts.nbdscript();
            }
        }
        throw new IllegalArgumentException(type + " is not of a script");
    }

    /** Logs a message that is shown with {@code -v}. */
    public void debug(Object message) {
        if (services.isVerbose()) {
            services.debug(message.toString());
        }
    }

    /** Logs a warning. */
    public void warn(Object message) {
        services.warn(message.toString());
    }

    /** Logs an error. */
    public void error(Object message) {
        services.error(message.toString());
    }

    /** The number that {@code -D} has set for a flag such as {@code ramdisk.trace}; 0 if nothing has. */
    public int debugFlag(CharSequence flag) {
        return services.debugFlag(flag.toString());
    }

    /** The name that {@code --name} gave this server; empty if it has none. */
    public String name() {
        return services.serverName();
    }

    /** Parses a size such as {@code 64M}, in bytes. */
    public long parseSize(CharSequence text) {
        return ValueParser.size(text.toString());
    }

    /** Parses a duration such as {@code 100ms}. */
    public Duration parseDuration(CharSequence text) {
        return ValueParser.duration(text.toString());
    }

    /** Parses a probability such as {@code 25%} or {@code 1:4}. */
    public double parseProbability(CharSequence text) {
        return ValueParser.probability(text.toString());
    }

    /** Parses a truth value such as {@code on}. */
    public boolean parseBool(CharSequence text) {
        return ValueParser.bool(text.toString());
    }

    /** Reads a password: literal, {@code -} to ask on the terminal, {@code -FD} or {@code +FILE}. */
    public String readPassword(CharSequence parameter) {
        return services.readPassword(parameter.toString());
    }

    /** Sleeps; {@code context.sleep} is better where there is a context, since it ends when the client goes away. */
    public void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NbdException(Errno.ESHUTDOWN, "interrupted while it slept", e);
        }
    }

    /** Sleeps for seconds, such as 2 or 0.5. */
    public void sleep(Number seconds) {
        sleep(duration(seconds));
    }

    static Duration duration(Number seconds) {
        return Duration.ofNanos(Math.round(seconds.doubleValue() * 1e9));
    }

    /** Ends the server, cleanly and soon; returns at once. */
    public void shutdown() {
        services.shutdown();
    }

    /** {@link org.nbdscript.api.Service#SIZE_CHANGED}. */
    public void sizeChanged() {
        services.sizeChanged();
    }

    /** Fails with an error number and a text for the client; does not return. */
    public NbdException fail(Errno errno, Object text) {
        throw new NbdException(errno, text.toString());
    }

    /** Fails with the error of that name, such as {@code 'ENOSPC'}. */
    public NbdException fail(CharSequence name, Object text) {
        Errno errno = Errno.byName(name.toString());
        if (errno == null) {
            throw new IllegalArgumentException("no error is named '" + name + "', expected one such as 'ENOSPC'");
        }
        return fail(errno, text);
    }

    /** Fails with the error of that number in Linux's {@code errno.h}. */
    public NbdException fail(int number, Object text) {
        Errno errno = Errno.byNumber(number);
        if (errno == null) {
            throw new IllegalArgumentException("no error has the number " + number + ", expected one such as 28");
        }
        return fail(errno, text);
    }
}
