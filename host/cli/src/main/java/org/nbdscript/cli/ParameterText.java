package org.nbdscript.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterType;

/** Describes a parameter in the columns of the help. */
final class ParameterText {
    private ParameterText() {}

    /** The type with what limits it: {@code int 1..16}, {@code size at least 512}, {@code red|green}. */
    static String type(Parameter parameter) {
        if (parameter.type() == ParameterType.ENUM) {
            return String.join("|", parameter.choices());
        }
        boolean isNeverNegative = parameter.type() == ParameterType.SIZE || parameter.type() == ParameterType.DURATION;
        boolean hasMinimum = parameter.minimum() > (isNeverNegative ? 0 : Long.MIN_VALUE);
        boolean hasMaximum = parameter.maximum() != Long.MAX_VALUE;
        String type = parameter.type().toString();
        if (hasMinimum && hasMaximum) {
            return type + " " + number(parameter, parameter.minimum()) + ".." + number(parameter, parameter.maximum());
        }
        if (hasMinimum) {
            return type + " from " + number(parameter, parameter.minimum());
        }
        return hasMaximum ? type + " up to " + number(parameter, parameter.maximum()) : type;
    }

    private static String number(Parameter parameter, long value) {
        return switch (parameter.type()) {
            case SIZE -> SizeText.exact(value);
            case DURATION ->
                Duration.ofNanos(value).toString().substring("PT".length()).toLowerCase(Locale.ROOT);
            default -> Long.toString(value);
        };
    }

    /** What it is if it is not given. */
    static String byDefault(Parameter parameter) {
        if (parameter.required()) {
            return "required";
        }
        String text = parameter.defaultText();
        if (text == null) {
            return "-";
        }
        boolean isSecret = parameter.type() == ParameterType.PASSWORD;
        return isSecret ? "(hidden)" : text.isEmpty() ? "(empty)" : text;
    }

    /** The sentence for people, and how else it may be given. */
    static String help(Parameter parameter) {
        List<String> notes = new ArrayList<>();
        if (parameter.magic()) {
            notes.add("the key may be left out");
        }
        if (parameter.repeatable()) {
            notes.add("may be given several times");
        }
        String note = notes.isEmpty() ? "" : "(" + String.join("; ", notes) + ")";
        return (parameter.help() + " " + note).strip();
    }

    /** A value that its type allows, for an example. */
    static String example(Parameter parameter) {
        return switch (parameter.type()) {
            case STRING -> "TEXT";
            case INT -> Long.toString(Math.clamp(1L, parameter.minimum(), parameter.maximum()));
            case SIZE -> SizeText.exact(Math.clamp(64L << 20, parameter.minimum(), parameter.maximum()));
            case DURATION -> "100ms";
            case PROBABILITY -> "10%";
            case BOOL -> "true";
            case ENUM -> parameter.choices().getFirst();
            case PATH -> "FILE";
            case URI -> "https://example.com/disk.img";
            case PASSWORD -> "+FILE";
            case BYTES -> "00ffa0";
            case DISK -> "memory:64M";
        };
    }
}
