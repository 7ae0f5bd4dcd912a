package org.nbdscript.protocol.transmission;

/**
 * The flags of one request, 16 bits (section "Command flags").
 *
 * <p>{@link #of(int)} gives shared instances for all combinations of known flags, so that a request allocates nothing.
 * Which flag goes with which command is said by {@link NbdCommand#allows}.
 *
 * @param bits the flags as on the wire, 0 to 0xffff
 */
public record CommandFlags(int bits) {
    /** Bit 0: reply only when what was written will survive a loss of power. */
    public static final int FUA = 1;

    /** Bit 1, WRITE_ZEROES: keep the space allocated. */
    public static final int NO_HOLE = 1 << 1;

    /** Bit 2, READ: at most one content chunk in reply. */
    public static final int DF = 1 << 2;

    /** Bit 3, BLOCK_STATUS: exactly one extent a context. */
    public static final int REQ_ONE = 1 << 3;

    /** Bit 4, WRITE_ZEROES: fail with ENOTSUP rather than take as long as a write. */
    public static final int FAST_ZERO = 1 << 4;

    /** Bit 5, extended headers only: the length is that of a payload that follows. */
    public static final int PAYLOAD_LEN = 1 << 5;

    private static final CommandFlags[] KNOWN = new CommandFlags[64];

    static {
        for (int bits = 0; bits < KNOWN.length; bits++) {
            KNOWN[bits] = new CommandFlags(bits);
        }
    }

    /** No flags. */
    public static final CommandFlags NONE = of(0);

    /** The flags of these 16 bits; allocates only if unknown ones are among them. */
    public static CommandFlags of(int bits) {
        return bits >= 0 && bits < KNOWN.length ? KNOWN[bits] : new CommandFlags(bits & 0xffff);
    }

    /** Whether any of the given flags is set. */
    public boolean hasAny(int flags) {
        return (bits & flags) != 0;
    }

    /** Whether {@link #FUA} is set. */
    public boolean fua() {
        return hasAny(FUA);
    }

    /** Whether {@link #NO_HOLE} is set. */
    public boolean noHole() {
        return hasAny(NO_HOLE);
    }

    /** Whether {@link #DF} is set. */
    public boolean df() {
        return hasAny(DF);
    }

    /** Whether {@link #REQ_ONE} is set. */
    public boolean reqOne() {
        return hasAny(REQ_ONE);
    }

    /** Whether {@link #FAST_ZERO} is set. */
    public boolean fastZero() {
        return hasAny(FAST_ZERO);
    }

    /** Whether {@link #PAYLOAD_LEN} is set. */
    public boolean payloadLen() {
        return hasAny(PAYLOAD_LEN);
    }
}
