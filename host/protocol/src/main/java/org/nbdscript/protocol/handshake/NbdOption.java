package org.nbdscript.protocol.handshake;

import org.jspecify.annotations.Nullable;

/** What a client may ask for before transmission begins (section "Option types"). */
public enum NbdOption {
    /** Chooses an export and begins transmission; has no error reply. */
    EXPORT_NAME(1),
    /** Ends the session; always acknowledged, data or not. */
    ABORT(2),
    /** Asks for the names of the exports. */
    LIST(3),
    /** Withdrawn; refused as an unknown option is. */
    PEEK_EXPORT(4),
    /** Asks for TLS; forgets all that was negotiated before. */
    STARTTLS(5),
    /** Asks about an export. */
    INFO(6),
    /** Chooses an export, with error replies; begins transmission if it succeeds. */
    GO(7),
    /** Asks for structured replies. */
    STRUCTURED_REPLY(8),
    /** Asks which metadata contexts an export has. */
    LIST_META_CONTEXT(9),
    /** Selects metadata contexts of an export, in place of those selected before. */
    SET_META_CONTEXT(10),
    /** Asks for extended headers, which take precedence over structured replies (experimental). */
    EXTENDED_HEADERS(11);

    private static final NbdOption[] BY_CODE = new NbdOption[12];

    static {
        for (NbdOption option : values()) {
            BY_CODE[option.code] = option;
        }
    }

    private final int code;

    NbdOption(int code) {
        this.code = code;
    }

    /** The number on the wire, 32 bits. */
    public int code() {
        return code;
    }

    /** The option with this number, or null if it has none of the known ones. */
    public static @Nullable NbdOption byCode(int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** The option's name for a message, or its number if it is unknown. */
    public static String nameOf(int code) {
        NbdOption option = byCode(code);
        return option == null ? "option " + Integer.toUnsignedString(code) : option.name();
    }
}
