package org.nbdscript.cli;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * An event for programs: an object of JSON in one line, with its {@code time} (ISO 8601, UTC), {@code level},
 * {@code name} if the server has one, {@code pid} and {@code message}. The lines of a message are separated by
 * {@code \n}.
 */
final class JsonFormat implements MessageFormat {
    private final String name;
    private final long processId;
    private final InstantSource clock;

    /**
     * A format.
     *
     * @param name of the server; may be empty
     */
    JsonFormat(String name, long processId, InstantSource clock) {
        this.name = name;
        this.processId = processId;
        this.clock = clock;
    }

    @Override
    public List<String> lines(MessageLevel level, String message) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String who = name.isEmpty() ? "" : ",\"name\":" + quoted(name);
        String text = String.join("\n", MessageText.lines(message));
        return List.of("{\"time\":\"" + now + "\",\"level\":\"" + level + "\"" + who + ",\"pid\":" + processId
                + ",\"message\":" + quoted(text) + "}");
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 16).append('"');
        text.chars().forEach(character -> {
            switch (character) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\t' -> json.append("\\t");
                default -> {
                    // A lone half of a surrogate pair has no UTF-8.
                    if (character < ' ' || Character.isSurrogate((char) character)) {
                        json.append(String.format(Locale.ROOT, "\\u%04x", character));
                    } else {
                        json.append((char) character);
                    }
                }
            }
        });
        return json.append('"').toString();
    }
}
