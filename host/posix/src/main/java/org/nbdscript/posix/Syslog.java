package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code syslog(3)}: the log of the system. What is sent while nobody listens at {@code /dev/log} is lost. */
public final class Syslog {
    private static final MethodHandle OPENLOG =
            Libc.function("openlog", FunctionDescriptor.ofVoid(Libc.POINTER, Libc.INT, Libc.INT));
    private static final MethodHandle SYSLOG = Libc.function(
            "syslog",
            FunctionDescriptor.ofVoid(Libc.INT, Libc.POINTER, Libc.POINTER),
            Linker.Option.firstVariadicArg(2));
    private static final int LOG_PID = 1;
    private static final int LOG_DAEMON = 3 << 3;

    /** How grave a message is; the order is that of the numbers from LOG_ERR on. */
    public enum Priority {
        /** An error. */
        ERROR(3),
        /** A warning. */
        WARNING(4),
        /** Something worth knowing. */
        INFORMATION(6),
        /** For developers. */
        DEBUG(7);

        private final int number;

        Priority(int number) {
            this.number = number;
        }
    }

    private Syslog() {}

    /**
     * Sets the name that stands before the messages of this process, and its process id after it. The facility is
     * {@code daemon}.
     */
    public static void open(String name) throws PosixException {
        MemorySegment kept = Arena.global().allocateFrom(name); // the C library keeps the pointer
        Libc.call("openlog", state -> {
            OPENLOG.invokeExact(state, kept, LOG_PID, LOG_DAEMON);
            return 0;
        });
    }

    /** Sends one message, a line without its end. */
    public static void send(Priority priority, String message) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment format = arena.allocateFrom("%s");
            MemorySegment text = arena.allocateFrom(message);
            Libc.call("syslog", state -> {
                SYSLOG.invokeExact(state, priority.number, format, text);
                return 0;
            });
        }
    }
}
