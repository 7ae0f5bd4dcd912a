package org.nbdscript.api.spi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what a normalized value of a script is, for messages. */
final class Values {
    private static final int LONGEST_EXCERPT = 40;

    private Values() {}

    /** The value and its kind, such as {@code 'abc' (a string)}. */
    static String describe(@Nullable Object value) {
        return switch (value) {
            case null -> "nothing";
            case String text -> "'" + excerpt(text) + "' (a string)";
            case Boolean truth -> truth + " (a boolean)";
            case Number number -> number + " (a number)";
            case ByteBuffer bytes -> bytes.remaining() + " bytes";
            case List<?> list -> "a list of " + list.size();
            case Map<?, ?> map -> "an object with " + excerpt(map.keySet().toString());
            default -> "'" + excerpt(value.toString()) + "'";
        };
    }

    private static String excerpt(String text) {
        return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + "...";
    }

    static String message(Exception exception) {
        return Objects.requireNonNullElse(exception.getMessage(), exception.toString());
    }
}
