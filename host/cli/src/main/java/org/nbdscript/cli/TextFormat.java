package org.nbdscript.cli;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An event for people: what it is in the first line, and all else, such as where in a script it came from, indented
 * below.
 */
final class TextFormat implements MessageFormat {
    private static final String INDENT = "    ";

    private final String prefix;
    private final Time time;

    /** Which events have their time. */
    enum Time {
        /** None: whoever takes them adds it. */
        NEVER,
        /** Those for developers, who look for what takes long. */
        DEBUG,
        /** All, with the day. */
        ALWAYS
    }

    /** Made by the first message that needs it, since that takes longer than all else of a short command. */
    private static final class TimeOfDay {
        static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    }

    /**
     * A format.
     *
     * @param prefix what stands before all messages: the program's name, a colon and a blank; may be empty
     * @param time which of them have their time
     */
    TextFormat(String prefix, Time time) {
        this.prefix = prefix;
        this.time = time;
    }

    @Override
    public List<String> lines(MessageLevel level, String message) {
        if (level == MessageLevel.PRINT && time != Time.ALWAYS) {
            return List.of(message); // a script's own words, as they are
        }
        List<String> said = MessageText.lines(message);
        List<String> lines = new ArrayList<>(said.size());
        lines.add(start(level) + said.getFirst());
        said.subList(1, said.size()).forEach(line -> lines.add(INDENT + line));
        return lines;
    }

    private String start(MessageLevel level) {
        OffsetDateTime now = OffsetDateTime.now(ZoneId.systemDefault());
        String kind = level + ": ";
        return switch (time) {
            case ALWAYS -> now.truncatedTo(ChronoUnit.MILLIS) + " " + prefix + kind;
            case DEBUG -> prefix + (level == MessageLevel.DEBUG ? TimeOfDay.FORMAT.format(now) + " " : "") + kind;
            case NEVER -> prefix + kind;
        };
    }
}
