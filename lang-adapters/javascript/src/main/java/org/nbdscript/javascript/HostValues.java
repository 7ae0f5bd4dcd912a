package org.nbdscript.javascript;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.spi.ScriptNext;

/** Makes a callback's arguments the script's own. Used in the context. */
final class HostValues {
    private static final double NANOS_PER_SECOND = 1e9;
    /** The largest whole number up to which a JavaScript number has them all. */
    private static final long LARGEST_EXACT = 1L << 53;

    private final Prelude prelude;
    private final ConnectionObjects connections;
    private final NextObjects nexts;
    private final Value[] flags = new Value[16];

    HostValues(Prelude prelude, EventLoop loop, GuestValues guestValues, Promises promises) {
        this.prelude = prelude;
        this.connections = new ConnectionObjects(prelude, loop);
        this.nexts = new NextObjects(prelude, this, guestValues, promises);
        for (int bits = 0; bits < flags.length; bits++) {
            RequestFlags each = RequestFlags.of(bits);
            flags[bits] = prelude.call("flags", each.fua(), each.mayTrim(), each.requestOne(), each.fastZero());
        }
    }

    /** A whole number: the number itself if it is exact in JavaScript; larger ones become a BigInt. */
    static Object number(long value) {
        if (value == (int) value) {
            return (int) value;
        }
        return Math.abs(value) <= LARGEST_EXACT ? (Object) (double) value : BigInteger.valueOf(value);
    }

    /** The Java promise that a value is; null if it is something else. */
    static @Nullable CompletionStage<?> asStage(Value value) {
        return value.isHostObject() && value.asHostObject() instanceof CompletionStage<?> stage ? stage : null;
    }

    /** The frozen object for these flags. */
    Value flags(RequestFlags requestFlags) {
        return flags[requestFlags.bits()];
    }

    /** An offset or a count. */
    Object offset(long value) {
        Object number = number(value);
        return number instanceof BigInteger large ? prelude.bigInt(large) : number;
    }

    /** All arguments of a call. */
    Object[] toGuest(Object[] arguments) {
        Object[] guests = new Object[arguments.length];
        for (int i = 0; i < guests.length; i++) {
            guests[i] = toGuest(arguments[i]);
        }
        return guests;
    }

    Object toGuest(Object argument) {
        return switch (argument) {
            case Long number -> offset(number);
            case RequestFlags requestFlags -> flags(requestFlags);
            case ConnectionContext context -> connections.toGuest(context);
            case ScriptNext next -> nexts.toGuest(next);
            case ParameterValues values -> parameters(values);
            default -> parameter(argument);
        };
    }

    /** A parameter that has no value is left out, so that a default in the script's pattern applies. */
    private Value parameters(ParameterValues values) {
        Value object = prelude.call("object");
        values.asMap().forEach((name, value) -> {
            if (value != null) {
                object.putMember(name, parameter(value));
            }
        });
        return object;
    }

    /** A value of the host's that is not about a connection. */
    Object parameter(Object value) {
        return switch (value) {
            case Long number -> offset(number);
            case Duration duration -> duration.toNanos() / NANOS_PER_SECOND;
            case byte[] bytes -> prelude.call("copyOf", ByteBuffer.wrap(bytes));
            case Path path -> path.toString();
            case ScriptNext disk -> nexts.toGuest(disk);
            case List<?> list ->
                prelude.call("array", list.stream().map(this::parameter).toArray());
            case Boolean truth -> truth;
            case Double number -> number;
            default -> value.toString();
        };
    }
}
