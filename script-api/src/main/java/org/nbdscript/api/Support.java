package org.nbdscript.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether and how a disk supports a feature that the host can stand in for. */
public enum Support {
    /** Not at all: clients are told so. */
    NONE,
    /** The host does it by other calls: zeroes by writes, FUA by a flush, cache by reads that are dropped. */
    EMULATE,
    /** The disk does it itself. */
    NATIVE;

    /** What a layer above finds: whatever is supported works. */
    Support withEmulation() {
        return this == EMULATE ? NATIVE : this;
    }

    /** The value of that name in any case; null if there is none. */
    public static @Nullable Support byName(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "none" -> NONE;
            case "emulate" -> EMULATE;
            case "native" -> NATIVE;
            default -> null;
        };
    }
}
