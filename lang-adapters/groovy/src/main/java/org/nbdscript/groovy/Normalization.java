package org.nbdscript.groovy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Export;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.Support;
import org.nbdscript.api.ThreadModel;

/** Makes of Groovy's values what {@link org.nbdscript.api.spi.Script} promises the host. */
final class Normalization {
    private static final BigInteger LEAST_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger GREATEST_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private Normalization() {}

    static @Nullable Object normalize(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean truth -> truth;
            case Number number -> number(number);
            case CharSequence text -> text.toString();
            case Character character -> character.toString();
            case byte[] bytes -> ByteBuffer.wrap(bytes);
            case Map<?, ?> map -> map(map);
            case Iterable<?> sequence when isSequence(sequence) -> list(sequence);
            case Object[] array -> list(Arrays.asList(array));
            case int[] array -> list(Arrays.stream(array).boxed().toList());
            case long[] array -> list(Arrays.stream(array).boxed().toList());
            default -> ofTheApi(value);
        };
    }

    /** A path iterates over its names, but is one thing. */
    private static boolean isSequence(Iterable<?> value) {
        return !(value instanceof java.nio.file.Path);
    }

    private static Number number(Number value) {
        return switch (value) {
            case BigInteger large when large.compareTo(LEAST_LONG) < 0 || large.compareTo(GREATEST_LONG) > 0 -> large;
            case BigDecimal decimal -> decimal.doubleValue();
            case Double _, Float _ -> value.doubleValue();
            default -> value.longValue();
        };
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        value.forEach((key, element) -> map.put(String.valueOf(key), normalize(element)));
        return Collections.unmodifiableMap(map);
    }

    private static List<@Nullable Object> list(Iterable<?> value) {
        List<@Nullable Object> list = new ArrayList<>();
        value.forEach(element -> list.add(normalize(element)));
        return Collections.unmodifiableList(list);
    }

    /** The API's own types stand for what a script of another language would have written. */
    private static Object ofTheApi(Object value) {
        return switch (value) {
            case ExtentType type -> (long) type.bits();
            case ThreadModel model -> model.toString();
            case Support support -> support.name().toLowerCase(Locale.ROOT);
            case BlockSize sizes -> List.of((long) sizes.minimum(), (long) sizes.preferred(), sizes.maximum());
            case Export export -> Collections.unmodifiableList(Arrays.asList(export.name(), export.description()));
            default -> value;
        };
    }
}
