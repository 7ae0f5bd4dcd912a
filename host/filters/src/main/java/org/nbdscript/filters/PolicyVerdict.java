package org.nbdscript.filters;

import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;

/**
 * What is to become of a request.
 *
 * @param errno what it is refused with; null if it is not
 * @param drops whether the client is disconnected
 */
record PolicyVerdict(@Nullable Errno errno, boolean drops) {
    static final PolicyVerdict ALLOW = new PolicyVerdict(null, false);
    static final PolicyVerdict DROP = new PolicyVerdict(Errno.ESHUTDOWN, true);

    /** What is expected, for messages. */
    static final String SYNTAX = "allow, drop or an errno such as EPERM";

    /** The one of that name; null if there is none. */
    static @Nullable PolicyVerdict named(String word) {
        Errno errno = Errno.byName(word);
        return switch (word) {
            case "allow" -> ALLOW;
            case "drop" -> DROP;
            default -> errno == null ? null : new PolicyVerdict(errno, false);
        };
    }
}
