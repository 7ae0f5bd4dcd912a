package org.nbdscript.groovy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pread returned. Groovy returns the value of the last expression, so most results are not meant: only bytes and
 * lists of parts are, and text, which is a mistake that the host explains.
 */
final class ReadResult {
    private ReadResult() {}

    /**
     * The result for the host; null if it means that the buffer is filled.
     *
     * @param buffer the one that the script was given
     */
    static @Nullable Object of(@Nullable Object result, ByteBuffer buffer) {
        return switch (result) {
            case byte[] bytes -> ByteBuffer.wrap(bytes);
            case ByteBuffer bytes -> sharesMemory(bytes, buffer) ? null : bytes;
            case List<?> list when isParts(list) -> parts(list, buffer);
            case CharSequence text -> text.toString();
            case null, default -> null;
        };
    }

    /** A range or a list of numbers is what some loop ended with. */
    private static boolean isParts(List<?> list) {
        return !list.isEmpty() && (list.getFirst() instanceof List<?> || list.getFirst() instanceof Map<?, ?>);
    }

    private static List<@Nullable Object> parts(List<?> list, ByteBuffer buffer) {
        List<@Nullable Object> parts = new ArrayList<>(list.size());
        for (Object element : list) {
            parts.add(part(element, buffer));
        }
        return parts;
    }

    private static @Nullable Object part(@Nullable Object element, ByteBuffer buffer) {
        if (element instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> part = new LinkedHashMap<>();
            map.forEach((key, value) -> part.put(String.valueOf(key), value(value, buffer)));
            return part;
        }
        if (element instanceof List<?> list) {
            List<@Nullable Object> part = new ArrayList<>(list.size());
            list.forEach(value -> part.add(value(value, buffer)));
            return part;
        }
        return Normalization.normalize(element);
    }

    /** Parts are sent after the call, when the request's own memory is not the script's any more. */
    private static @Nullable Object value(@Nullable Object value, ByteBuffer buffer) {
        if (value instanceof ByteBuffer bytes && sharesMemory(bytes, buffer)) {
            return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        }
        return Normalization.normalize(value);
    }

    @SuppressWarnings("ReferenceEquality") // The same object, as most often, needs no further look.
    private static boolean sharesMemory(ByteBuffer one, ByteBuffer other) {
        return one == other || whole(one).asOverlappingSlice(whole(other)).isPresent();
    }

    private static MemorySegment whole(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer.duplicate().clear());
    }
}
