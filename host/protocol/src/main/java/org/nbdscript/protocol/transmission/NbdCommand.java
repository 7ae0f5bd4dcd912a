package org.nbdscript.protocol.transmission;

import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.TransmissionFlags;

/** What a request asks for (section "Request types"), and which flags it may have. */
public enum NbdCommand {
    /** Reads; the reply carries the data. */
    READ(0, CommandFlags.DF),
    /** Writes the payload. */
    WRITE(1, CommandFlags.PAYLOAD_LEN),
    /** Ends the session; has no reply, and odd fields are ignored. */
    DISC(2, 0xffff),
    /** Makes all writes that were replied to persistent; offset and length are 0. */
    FLUSH(3, 0),
    /** Says that a range is no longer needed. */
    TRIM(4, 0),
    /** Says that a range will be read soon. */
    CACHE(5, 0),
    /** Makes a range read as zeroes. */
    WRITE_ZEROES(6, CommandFlags.NO_HOLE | CommandFlags.FAST_ZERO),
    /** Asks for the extents of the selected metadata contexts. */
    BLOCK_STATUS(7, CommandFlags.REQ_ONE | CommandFlags.PAYLOAD_LEN),
    /** Changes the export's size to the offset field's value (experimental). */
    RESIZE(8, 0);

    private static final NbdCommand[] BY_CODE = {
        READ, WRITE, DISC, FLUSH, TRIM, CACHE, WRITE_ZEROES, BLOCK_STATUS, RESIZE
    };

    private final int code;
    private final int allowedFlags;

    NbdCommand(int code, int ownFlags) {
        this.code = code;
        this.allowedFlags = ownFlags | CommandFlags.FUA;
    }

    /** The number on the wire, 16 bits. */
    public int code() {
        return code;
    }

    /** The flags that go with this command in some negotiation; {@link CommandFlags#FUA} goes with each. */
    public int allowedFlags() {
        return allowedFlags;
    }

    /**
     * Whether a request of this command may have these flags; if not the answer is EINVAL. A flag must go with the
     * command, and what it needs must be advertised or negotiated. With extended headers a WRITE must have
     * {@link CommandFlags#PAYLOAD_LEN}.
     *
     * @param advertised what the server said of the export
     * @param extendedHeaders whether extended headers were negotiated
     */
    public boolean allows(CommandFlags flags, TransmissionFlags advertised, boolean extendedHeaders) {
        if (this == DISC) {
            return true;
        }
        if (flags.hasAny(~allowedFlags)
                || (flags.fua() && !advertised.sendFua())
                || (flags.df() && !advertised.sendDf())
                || (flags.fastZero() && !advertised.sendFastZero())) {
            return false;
        }
        return allowsPayloadLen(flags.payloadLen(), advertised, extendedHeaders);
    }

    private boolean allowsPayloadLen(boolean payloadLen, TransmissionFlags advertised, boolean extendedHeaders) {
        if (this == WRITE) {
            return payloadLen == extendedHeaders;
        }
        return !payloadLen || (extendedHeaders && advertised.blockStatusPayload());
    }

    /** The command with this number, or null if it has none of the known ones. */
    public static @Nullable NbdCommand byCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
