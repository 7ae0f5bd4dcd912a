package org.nbdscript.protocol.handshake;

/**
 * What the server says of itself in the newstyle greeting, 16 bits (section "Handshake flags").
 *
 * @param bits the flags as on the wire, 0 to 0xffff; a client ignores those it does not know
 */
public record HandshakeFlags(int bits) {
    /** Bit 0: the server understands options other than EXPORT_NAME and answers unknown ones. */
    public static final int FIXED_NEWSTYLE = 1;

    /** Bit 1: the server can leave out the 124 zeroes after the answer to EXPORT_NAME. */
    public static final int NO_ZEROES = 1 << 1;

    /** What a server of today offers: both flags. */
    public static final HandshakeFlags ALL = new HandshakeFlags(FIXED_NEWSTYLE | NO_ZEROES);

    /** Whether fixed newstyle is offered. */
    public boolean fixedNewstyle() {
        return (bits & FIXED_NEWSTYLE) != 0;
    }

    /** Whether the zeroes can be left out. */
    public boolean noZeroes() {
        return (bits & NO_ZEROES) != 0;
    }
}
