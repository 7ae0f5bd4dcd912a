package org.nbdscript.filters;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nbdscript.api.ValueParser;

/**
 * How a reply is wrong, or only unusual, and how often.
 *
 * @param kind how
 * @param probability how often, 0 to 1
 */
record ReplyFault(Kind kind, double probability) {
    /** How a reply is wrong. */
    enum Kind {
        /** Another reply overtakes it, if one comes in time. */
        REORDER,
        /** It comes in small pieces. */
        FRAGMENT,
        /** It comes late. */
        LATE,
        /** It comes twice. */
        DUPLICATE,
        /** It belongs to no request. */
        COOKIE,
        /** It does not begin as replies do. */
        MAGIC,
        /** It says that the request has failed. */
        ERROR,
        /** No chunk of it says that it is the last one. */
        UNDONE,
        /** It breaks off, and the connection ends. */
        SHORT;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads KIND or KIND:PROBABILITY.
     *
     * @throws IllegalArgumentException with what was expected
     */
    static ReplyFault parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        Kind kind = Stream.of(Kind.values())
                .filter(candidate -> candidate.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected "
                        + Stream.of(Kind.values()).map(Kind::text).collect(Collectors.joining(", "))
                        + ", each with a probability such as late:10% if it is not always, got '" + text + "'"));
        return new ReplyFault(kind, colon < 0 ? 1 : ValueParser.probability(text.substring(colon + 1)));
    }
}
