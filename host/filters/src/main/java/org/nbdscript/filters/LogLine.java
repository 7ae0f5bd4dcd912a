package org.nbdscript.filters;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An event of the log: an action, and fields with their values in the order in which they are shown. */
final class LogLine {
    private final String action;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** A number that people read in hexadecimal. */
    private record Hex(long value) {
        @Override
        public String toString() {
            return "0x" + Long.toHexString(value);
        }
    }

    LogLine(String action) {
        this.action = action;
    }

    /** Adds a string, a number, a truth value or a list of strings. */
    LogLine with(String field, Object value) {
        fields.put(field, value);
        return this;
    }

    /** Adds a number that is shown in hexadecimal to people. */
    LogLine withHex(String field, long value) {
        fields.put(field, new Hex(value));
        return this;
    }

    String action() {
        return action;
    }

    /** The fields as text, for variables of a shell. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        fields.forEach((name, value) -> variables.put(name, plain(value)));
        return variables;
    }

    private static String plain(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? "1" : "0";
            case List<?> list -> list.stream().map(Object::toString).collect(Collectors.joining(" "));
            default -> value.toString();
        };
    }

    /** As nbdkit's log has it: the fields behind the action, three dots before or behind where there are two lines. */
    String text(String type) {
        StringBuilder line = new StringBuilder();
        Object connection = fields.get("connection");
        if (connection != null) {
            line.append("connection=").append(connection).append(' ');
        }
        line.append(type.equals("LEAVE") ? "..." : "").append(action);
        fields.forEach((name, value) -> {
            if (!name.equals("connection")) {
                line.append(' ').append(name).append('=').append(shown(value));
            }
        });
        return line.append(type.equals("ENTER") ? " ..." : "").toString();
    }

    private static String shown(Object value) {
        return switch (value) {
            case String text -> JsonText.quote(text);
            case List<?> list -> list.stream().map(LogLine::shown).collect(Collectors.joining(" ", "(", ")"));
            default -> plain(value);
        };
    }

    /** A JSON object. */
    String json(String time, String type) {
        StringBuilder line = new StringBuilder("{\"time\":").append(JsonText.quote(time));
        line.append(",\"type\":").append(JsonText.quote(type));
        line.append(",\"action\":").append(JsonText.quote(action));
        fields.forEach((name, value) ->
                line.append(',').append(JsonText.quote(name)).append(':').append(json(value)));
        return line.append('}').toString();
    }

    private static String json(Object value) {
        return switch (value) {
            case Hex(long number) -> Long.toString(number);
            case String text -> JsonText.quote(text);
            case List<?> list -> list.stream().map(LogLine::json).collect(Collectors.joining(",", "[", "]"));
            default -> value.toString();
        };
    }
}
