package org.nbdscript.javascript;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** Normalizes a script's values, as {@link org.nbdscript.api.spi.Script} says. Used in the context. */
final class GuestValues {
    /** Deeper ones go round in circles. */
    private static final int DEEPEST = 16;

    private final Prelude prelude;

    GuestValues(Prelude prelude) {
        this.prelude = prelude;
    }

    @Nullable
    Object normalize(Value value) {
        return normalize(value, DEEPEST);
    }

    private @Nullable Object normalize(Value value, int depth) {
        if (value.isNull()) {
            return null;
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        if (value.isNumber()) {
            return number(value);
        }
        if (value.isString()) {
            return value.asString();
        }
        if (value.isHostObject()) {
            return hostObject(value);
        }
        return depth == 0 || value.canExecute() ? new Other(value) : structure(value, depth - 1);
    }

    /**
     * What the host has no use for, such as a function.
     *
     * @param description what it looks like, for messages
     */
    private record Other(String description) {
        Other(Value value) {
            this(value.toString().strip());
        }

        @Override
        public String toString() {
            return description;
        }
    }

    private static Object number(Value value) {
        if (value.fitsInLong()) {
            return value.asLong();
        }
        if (value.fitsInBigInteger()) {
            return value.asBigInteger();
        }
        return value.asDouble();
    }

    private static @Nullable Object hostObject(Value value) {
        Object object = value.asHostObject();
        return object instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : object;
    }

    private Object structure(Value value, int depth) {
        Value buffer = prelude.call("asBuffer", value);
        if (buffer.hasBufferElements()) {
            return ByteBuffer.wrap(bytes(buffer));
        }
        if (value.hasArrayElements()) {
            return list(value, depth);
        }
        if (value.hasHashEntries()) {
            return entries(value, depth);
        }
        return prelude.call("isPlain", value).asBoolean() ? members(value, depth) : new Other(value);
    }

    /** The bytes of an ArrayBuffer. */
    static byte[] bytes(Value buffer) {
        byte[] bytes = new byte[Math.toIntExact(buffer.getBufferSize())];
        buffer.readBuffer(0, bytes, 0, bytes.length);
        return bytes;
    }

    private List<@Nullable Object> list(Value array, int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        for (long i = 0; i < array.getArraySize(); i++) {
            list.add(normalize(array.getArrayElement(i), depth));
        }
        return list;
    }

    private Map<String, @Nullable Object> entries(Value hash, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Value keys = hash.getHashKeysIterator();
        while (keys.hasIteratorNextElement()) {
            Value key = keys.getIteratorNextElement();
            map.put(key.isString() ? key.asString() : key.toString(), normalize(hash.getHashValue(key), depth));
        }
        return map;
    }

    private Map<String, @Nullable Object> members(Value object, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String name : object.getMemberKeys()) {
            map.put(name, normalize(object.getMember(name), depth));
        }
        return map;
    }
}
