package org.nbdscript.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How many calls a layer can take at once, from the weakest to the strongest. A stack has that of its weakest layer.
 */
public enum ThreadModel {
    /** One connection at a time; others wait until it ends. */
    SERIALIZE_CONNECTIONS,
    /** Any number of connections, one call at a time in all. */
    SERIALIZE_ALL_REQUESTS,
    /** One call at a time on each connection. */
    SERIALIZE_REQUESTS,
    /** Any number of calls at a time; replies leave in the order of the requests. */
    SERIALIZE_RETIREMENT,
    /** Any number of calls at a time; replies leave as they are ready. */
    PARALLEL;

    /** The weaker of two models. */
    public static ThreadModel weaker(ThreadModel left, ThreadModel right) {
        return left.compareTo(right) <= 0 ? left : right;
    }

    /** The model of nbdkit's name for it, such as {@code "serialize_requests"}; null if there is none. */
    public static @Nullable ThreadModel byName(String name) {
        String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_').replaceFirst("^THREAD_MODEL_", "");
        for (ThreadModel model : values()) {
            if (model.name().equals(wanted)) {
                return model;
            }
        }
        return null;
    }

    /** The name in lower case, as scripts write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
