package org.nbdscript.protocol.handshake;

import org.jspecify.annotations.Nullable;

/**
 * What a server's reply to an option means (section "Option reply types"). ACK and the errors are final: exactly one of
 * them ends the replies to an option. An error's data is a text for people, which may be empty.
 */
public enum OptionReplyType {
    /** The option succeeded, or its list is complete; no data. */
    ACK(1),
    /** One export: its name and perhaps a description. */
    SERVER(2),
    /** One piece of information about an export, by {@link InfoType}. */
    INFO(3),
    /** One metadata context: its id and name. */
    META_CONTEXT(4),
    /** The server does not know the option. */
    ERR_UNSUP(error(1)),
    /** The server knows the option, but is set up not to allow it. */
    ERR_POLICY(error(2)),
    /** The option is wrong in form or out of place. */
    ERR_INVALID(error(3)),
    /** The server's platform cannot do it. */
    ERR_PLATFORM(error(4)),
    /** The option needs TLS, or the export does. */
    ERR_TLS_REQD(error(5)),
    /** There is no such export. */
    ERR_UNKNOWN(error(6)),
    /** The server is being shut down. */
    ERR_SHUTDOWN(error(7)),
    /** The client must ask for the block sizes, and obey them. */
    ERR_BLOCK_SIZE_REQD(error(8)),
    /** The request or its answer is too large. */
    ERR_TOO_BIG(error(9)),
    /** The client must ask for extended headers first, or has them and cannot go back. */
    ERR_EXT_HEADER_REQD(error(10));

    private static final int ERROR = 1 << 31;

    private static final OptionReplyType[] SUCCESSES = new OptionReplyType[5];
    private static final OptionReplyType[] ERRORS = new OptionReplyType[11];

    static {
        for (OptionReplyType type : values()) {
            (type.isError() ? ERRORS : SUCCESSES)[type.code & ~ERROR] = type;
        }
    }

    private final int code;

    OptionReplyType(int code) {
        this.code = code;
    }

    private static int error(int number) {
        return ERROR | number;
    }

    /** The number on the wire, 32 bits; negative as a Java int for errors. */
    public int code() {
        return code;
    }

    /** Whether the option failed. */
    public boolean isError() {
        return isError(code);
    }

    /** Whether no more replies to the option follow. */
    public boolean isFinal() {
        return this == ACK || isError();
    }

    /** The type with this number, or null if it has none of the known ones. */
    public static @Nullable OptionReplyType byCode(int code) {
        OptionReplyType[] types = isError(code) ? ERRORS : SUCCESSES;
        int number = code & ~ERROR;
        return number < types.length ? types[number] : null;
    }

    /** Whether this number, known or not, says that the option failed: bit 31 is set. */
    public static boolean isError(int code) {
        return code < 0;
    }
}
