package org.nbdscript.api.spi;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Callback;

/** Makes block sizes of what a script says: three or four numbers, or an object that names them. */
final class BlockSizes {
    private static final List<String> NAMES = List.of("minimum", "preferred", "maximum", "memory alignment");

    private BlockSizes() {}

    /**
     * The sizes that a script declares by a constant in place of the callback: known before any disk is open.
     *
     * @return null if there is no such constant
     * @throws ScriptException that names what is wrong
     */
    static @Nullable BlockSize declared(Script script) {
        return CallbackConstant.read(script, Callback.BLOCK_SIZE, value -> of(value, "is"));
    }

    /**
     * Reads normalized sizes.
     *
     * @param value null, or three zeroes, for none
     * @param verb how the script says them, for messages: returned, or is
     * @throws IllegalArgumentException that begins with the verb, and says what came and what was expected
     */
    static @Nullable BlockSize of(@Nullable Object value, String verb) {
        if (value == null) {
            return null;
        }
        List<?> sizes = numbers(value);
        if (sizes.size() < 3 || sizes.size() > NAMES.size()) {
            throw new IllegalArgumentException(verb + " " + Values.describe(value)
                    + ", expected the minimum, preferred and maximum block size, and perhaps the alignment of data in"
                    + " memory");
        }
        long minimum = size(value, sizes, 0, verb);
        long preferred = size(value, sizes, 1, verb);
        long maximum = size(value, sizes, 2, verb);
        if (minimum == 0 && preferred == 0 && maximum == 0) {
            return null;
        }
        long memoryAlignment = sizes.size() == NAMES.size() && sizes.get(3) != null ? size(value, sizes, 3, verb) : 1;
        try {
            return new BlockSize(clamp(minimum), clamp(preferred), maximum, clamp(memoryAlignment));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(verb + " " + value + ", whose " + Values.message(e), e);
        }
    }

    private static List<?> numbers(Object value) {
        return switch (value) {
            case List<?> list -> list;
            case Map<?, ?> map ->
                Arrays.asList(
                        map.get("minimum"),
                        map.get("preferred"),
                        map.get("maximum"),
                        map.get(map.containsKey("memory_alignment") ? "memory_alignment" : "memoryAlignment"));
            default -> List.of();
        };
    }

    private static long size(Object value, List<?> sizes, int index, String verb) {
        try {
            return CallbackResult.size(sizes.get(index));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    verb + " " + value + ", whose " + NAMES.get(index) + " is " + Values.describe(sizes.get(index))
                            + ", expected a size in bytes",
                    e);
        }
    }

    private static int clamp(long size) {
        return (int) Math.min(size, Integer.MAX_VALUE);
    }

    /** The sizes as a script would write them, for messages. */
    static String describe(BlockSize sizes) {
        return List.of((long) sizes.minimum(), (long) sizes.preferred(), sizes.maximum(), (long)
                        sizes.memoryAlignment())
                .toString();
    }
}
