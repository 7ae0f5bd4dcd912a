package org.nbdscript.api.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.GivenParameter;

/** Makes of what a script's pass_parameters returned the parameters that it means. */
final class PassedParameters {
    private PassedParameters() {}

    /** The parameters; throws an IllegalArgumentException that says what came and what was expected. */
    static List<GivenParameter> of(@Nullable Object value) {
        List<GivenParameter> passed = new ArrayList<>();
        switch (value) {
            case Map<?, ?> map -> map.forEach((key, each) -> addAll(passed, key, each));
            case List<?> list -> list.forEach(element -> addPair(passed, element));
            case null, default -> throw wrong(value, "pairs of a key and a value, or a map of them");
        }
        return passed;
    }

    private static void addPair(List<GivenParameter> passed, @Nullable Object element) {
        if (!(element instanceof List<?> pair) || pair.size() != 2) {
            throw wrong(element, "a pair of a key and a value");
        }
        addAll(passed, pair.getFirst(), pair.getLast());
    }

    /** A list stands for a parameter that is given several times. */
    private static void addAll(List<GivenParameter> passed, @Nullable Object key, @Nullable Object value) {
        if (!(key instanceof String name)) {
            throw wrong(key, "a key, which is a string");
        }
        for (Object each : value instanceof List<?> list ? list : Collections.singletonList(value)) {
            if (!(each instanceof String || each instanceof Number || each instanceof Boolean)) {
                throw new IllegalArgumentException("returned " + Values.describe(each) + " for the parameter " + name
                        + ", expected a string, a number or a boolean");
            }
            passed.add(new GivenParameter(name.isEmpty() ? null : name, text(each)));
        }
    }

    /** A number that is whole is so in the text, whatever its type in the script's language. */
    private static String text(Object value) {
        return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 0x1p53
                ? Long.toString(number.longValue())
                : value.toString();
    }

    private static IllegalArgumentException wrong(@Nullable Object value, String expected) {
        return new IllegalArgumentException("returned " + Values.describe(value) + ", expected " + expected);
    }
}
