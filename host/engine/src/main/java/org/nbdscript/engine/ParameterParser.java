package org.nbdscript.engine;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ValueParser;
import org.nbdscript.api.spi.NearestName;

/** Parses the text of one parameter as its declaration says. */
final class ParameterParser {
    private final HostServices services;
    private final Path workingDirectory;
    private final NestedStacks disks;

    ParameterParser(HostServices services, Path workingDirectory, NestedStacks disks) {
        this.services = services;
        this.disks = disks;
        this.workingDirectory = workingDirectory.toAbsolutePath();
    }

    /**
     * Parses.
     *
     * @return a value as {@link ParameterType} says
     * @throws IllegalArgumentException that says what was expected and what came
     */
    Object parse(Parameter parameter, String text) {
        return switch (parameter.type()) {
            case STRING -> text;
            case INT -> inRange(parameter, ValueParser.integer(text), text);
            case SIZE -> inRange(parameter, ValueParser.size(text), text);
            case DURATION -> duration(parameter, text);
            case PROBABILITY -> ValueParser.probability(text);
            case BOOL -> ValueParser.bool(text);
            case ENUM -> choice(parameter, text);
            case PATH -> path(text);
            case URI -> uri(text);
            case PASSWORD -> services.readPassword(text);
            case BYTES -> bytes(text);
            case DISK -> disks.open(parameter.name(), text);
        };
    }

    /** What the parameter takes, for messages. */
    String expected(Parameter parameter) {
        String range = range(parameter);
        return switch (parameter.type()) {
            case ENUM -> "one of " + String.join(", ", parameter.choices());
            case INT, SIZE, DURATION -> parameter.type().expected() + (range.isEmpty() ? "" : ", " + range);
            default -> parameter.type().expected();
        };
    }

    private long inRange(Parameter parameter, long value, String text) {
        if (value < parameter.minimum() || value > parameter.maximum()) {
            throw wrong(parameter.type().expected() + ", " + range(parameter), text);
        }
        return value;
    }

    private Duration duration(Parameter parameter, String text) {
        Duration duration = ValueParser.duration(text);
        inRange(parameter, duration.toNanos(), text);
        return duration;
    }

    /** The limits that were declared, in words; empty if there are none. */
    private static String range(Parameter parameter) {
        boolean least = parameter.minimum() != Long.MIN_VALUE;
        boolean greatest = parameter.maximum() != Long.MAX_VALUE;
        if (least && greatest) {
            return limit(parameter, parameter.minimum()) + " to " + limit(parameter, parameter.maximum());
        }
        return (least ? "at least " + limit(parameter, parameter.minimum()) : "")
                + (greatest ? "at most " + limit(parameter, parameter.maximum()) : "");
    }

    private static String limit(Parameter parameter, long value) {
        return switch (parameter.type()) {
            case DURATION -> inUnits(value, 1000, "ns", "us", "ms", "s");
            case SIZE -> inUnits(value, 1024, "", "K", "M", "G", "T", "P", "E");
            default -> Long.toString(value);
        };
    }

    /** The value in the largest unit in which it is whole, as a user would write it. */
    private static String inUnits(long value, int step, String... units) {
        long rest = value;
        int unit = 0;
        while (unit < units.length - 1 && rest != 0 && rest % step == 0) {
            rest /= step;
            unit++;
        }
        return rest + units[unit];
    }

    private String choice(Parameter parameter, String text) {
        if (parameter.choices().contains(text)) {
            return text;
        }
        String nearest = NearestName.of(text, parameter.choices());
        throw new IllegalArgumentException("expected " + expected(parameter) + ", got '" + text + "'"
                + (nearest == null ? "" : "; did you mean " + nearest + "?"));
    }

    private Path path(String text) {
        if (text.isEmpty()) {
            throw wrong("a path", text);
        }
        try {
            return workingDirectory.resolve(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("expected a path, got '" + text + "': " + e.getReason(), e);
        }
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.isAbsolute()) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "expected " + ParameterType.URI.expected() + ", got '" + text + "': " + e.getReason(), e);
        }
        throw new IllegalArgumentException(
                "expected " + ParameterType.URI.expected() + ", got '" + text + "', which has no scheme");
    }

    private static byte[] bytes(String text) {
        try {
            if (text.startsWith("text:")) {
                return text.substring("text:".length()).getBytes(StandardCharsets.UTF_8);
            }
            if (text.startsWith("base64:")) {
                return Base64.getDecoder().decode(text.substring("base64:".length()));
            }
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "expected " + ParameterType.BYTES.expected() + ", got '" + text + "': " + e.getMessage(), e);
        }
    }

    private static IllegalArgumentException wrong(String expected, String text) {
        return new IllegalArgumentException("expected " + expected + ", got '" + text + "'");
    }
}
