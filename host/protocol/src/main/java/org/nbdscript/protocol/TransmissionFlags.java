package org.nbdscript.protocol;

/**
 * What a server says of an export, 16 bits in the answer to EXPORT_NAME and in {@code NBD_INFO_EXPORT} (section
 * "Transmission flags").
 *
 * <p>Immutable; {@link #with(int)} gives a copy with more flags set.
 *
 * @param bits the flags as on the wire, 0 to 0xffff
 */
public record TransmissionFlags(int bits) {
    /** Bit 0: always set, says that the field is valid. */
    public static final int HAS_FLAGS = 1;

    /** Bit 1: writes, trims and zeroes will be refused. */
    public static final int READ_ONLY = 1 << 1;

    /** Bit 2: FLUSH is supported. */
    public static final int SEND_FLUSH = 1 << 2;

    /** Bit 3: the FUA flag is accepted on every command. */
    public static final int SEND_FUA = 1 << 3;

    /** Bit 4: a hint that seeking costs, as on a spinning disk. */
    public static final int ROTATIONAL = 1 << 4;

    /** Bit 5: TRIM is supported. */
    public static final int SEND_TRIM = 1 << 5;

    /** Bit 6: WRITE_ZEROES is supported, its NO_HOLE flag included. */
    public static final int SEND_WRITE_ZEROES = 1 << 6;

    /** Bit 7: the DF flag of READ is supported; only once structured replies or extended headers are negotiated. */
    public static final int SEND_DF = 1 << 7;

    /** Bit 8: a flush on one connection covers writes that were answered on any other. */
    public static final int CAN_MULTI_CONN = 1 << 8;

    /** Bit 9: the experimental RESIZE is supported. */
    public static final int SEND_RESIZE = 1 << 9;

    /** Bit 10: CACHE is supported. */
    public static final int SEND_CACHE = 1 << 10;

    /** Bit 11: the FAST_ZERO flag of WRITE_ZEROES is supported; only together with bit 6. */
    public static final int SEND_FAST_ZERO = 1 << 11;

    /** Bit 12: BLOCK_STATUS may select contexts by a payload; only once extended headers are negotiated. */
    public static final int BLOCK_STATUS_PAYLOAD = 1 << 12;

    /** An export of which nothing more is said: {@link #HAS_FLAGS} alone. */
    public static final TransmissionFlags NONE = new TransmissionFlags(HAS_FLAGS);

    /** Refuses what does not fit into 16 bits. */
    public TransmissionFlags {
        if ((bits & ~0xffff) != 0) {
            throw new IllegalArgumentException("transmission flags are 16 bits, not 0x" + Integer.toHexString(bits));
        }
    }

    /** These flags and the given ones. */
    public TransmissionFlags with(int flags) {
        return new TransmissionFlags(bits | flags);
    }

    /** These flags, with the given ones added if the condition holds. */
    public TransmissionFlags withIf(boolean condition, int flags) {
        return condition ? with(flags) : this;
    }

    /** Whether all the given flags are set. */
    public boolean has(int flags) {
        return (bits & flags) == flags;
    }

    /** Whether writing is refused. */
    public boolean readOnly() {
        return has(READ_ONLY);
    }

    /** Whether FLUSH is supported. */
    public boolean sendFlush() {
        return has(SEND_FLUSH);
    }

    /** Whether FUA is accepted on every command. */
    public boolean sendFua() {
        return has(SEND_FUA);
    }

    /** Whether the export is said to be a spinning disk. */
    public boolean rotational() {
        return has(ROTATIONAL);
    }

    /** Whether TRIM is supported. */
    public boolean sendTrim() {
        return has(SEND_TRIM);
    }

    /** Whether WRITE_ZEROES is supported. */
    public boolean sendWriteZeroes() {
        return has(SEND_WRITE_ZEROES);
    }

    /** Whether the DF flag of READ is supported. */
    public boolean sendDf() {
        return has(SEND_DF);
    }

    /** Whether several connections see each other's flushed writes. */
    public boolean canMultiConn() {
        return has(CAN_MULTI_CONN);
    }

    /** Whether RESIZE is supported. */
    public boolean sendResize() {
        return has(SEND_RESIZE);
    }

    /** Whether CACHE is supported. */
    public boolean sendCache() {
        return has(SEND_CACHE);
    }

    /** Whether the FAST_ZERO flag of WRITE_ZEROES is supported. */
    public boolean sendFastZero() {
        return has(SEND_FAST_ZERO);
    }

    /** Whether BLOCK_STATUS may carry a payload. */
    public boolean blockStatusPayload() {
        return has(BLOCK_STATUS_PAYLOAD);
    }
}
