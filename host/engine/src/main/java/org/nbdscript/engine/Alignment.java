package org.nbdscript.engine;

import org.jspecify.annotations.Nullable;

/** What becomes of a request that is not as a disk's block sizes want it. */
public enum Alignment {
    /** It is made to fit: split, widened to whole blocks, which are read, changed and written, or copied. */
    FIX,
    /** It is refused with EINVAL, apart from its place in memory, which no client can know. */
    REFUSE;

    /** The value of that name in lower case; null if there is none. */
    public static @Nullable Alignment byName(String name) {
        return switch (name) {
            case "fix" -> FIX;
            case "refuse" -> REFUSE;
            default -> null;
        };
    }
}
