package org.nbdscript.protocol.handshake;

import org.jspecify.annotations.Nullable;

/** The pieces of information about an export in replies to INFO and GO (section "NBD_REP_INFO"). */
public enum InfoType {
    /** Size and transmission flags; always sent, asked for or not. */
    EXPORT(0),
    /** The canonical name. */
    NAME(1),
    /** A text for people. */
    DESCRIPTION(2),
    /** The smallest, the best and the largest size of a request. */
    BLOCK_SIZE(3);

    private static final InfoType[] BY_CODE = {EXPORT, NAME, DESCRIPTION, BLOCK_SIZE};

    private final int code;

    InfoType(int code) {
        this.code = code;
    }

    /** The number on the wire, 16 bits. */
    public int code() {
        return code;
    }

    /** The type with this number, or null if it has none of the known ones; unknown ones are ignored. */
    public static @Nullable InfoType byCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
