package org.nbdscript.protocol.handshake;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.TransmissionFlags;

/** The first message of a session, from the server (sections "Oldstyle negotiation" and "Newstyle negotiation"). */
public sealed interface Greeting {
    /** The first eight bytes of either style, {@code NBDMAGIC} in ASCII. */
    long MAGIC = 0x4e42444d41474943L;

    /** Writes the greeting at the buffer's position. */
    void encode(ByteBuffer into);

    /**
     * Takes a greeting from the buffer, or nothing, and null, if it is not wholly there.
     *
     * @throws ProtocolException (close) as soon as a magic is there and wrong
     */
    static @Nullable Greeting decode(ByteBuffer from) throws ProtocolException {
        if (from.remaining() < Long.BYTES) {
            return null;
        }
        requireMagic(from.getLong(from.position()));
        if (from.remaining() < 2 * Long.BYTES) {
            return null;
        }
        long style = from.getLong(from.position() + Long.BYTES);
        if (style == Newstyle.STYLE) {
            return from.remaining() < Newstyle.SIZE ? null : Newstyle.decodeWhole(from);
        }
        if (style == Oldstyle.STYLE) {
            return from.remaining() < Oldstyle.SIZE ? null : Oldstyle.decodeWhole(from);
        }
        throw ProtocolException.close("0x%016x is no style of greeting".formatted(style));
    }

    private static void requireMagic(long came) throws ProtocolException {
        if (came != MAGIC) {
            throw ProtocolException.close(
                    "expected the magic 0x%016x of an NBD server, but 0x%016x came".formatted(MAGIC, came));
        }
    }

    /**
     * The greeting that options follow, {@value #SIZE} bytes.
     *
     * <pre>
     *  byte  0          8          16      18
     *        | NBDMAGIC | IHAVEOPT | flags |
     * </pre>
     *
     * @param flags what the server offers
     */
    record Newstyle(HandshakeFlags flags) implements Greeting {
        /** Bytes on the wire. */
        public static final int SIZE = 18;

        /** The second eight bytes, {@code IHAVEOPT} in ASCII. */
        public static final long STYLE = OptionHeader.MAGIC;

        @Override
        public void encode(ByteBuffer into) {
            into.putLong(MAGIC).putLong(STYLE).putShort((short) flags.bits());
        }

        private static Newstyle decodeWhole(ByteBuffer from) {
            from.position(from.position() + 2 * Long.BYTES);
            return new Newstyle(new HandshakeFlags(Short.toUnsignedInt(from.getShort())));
        }
    }

    /**
     * The greeting that transmission follows at once, {@value #SIZE} bytes.
     *
     * <pre>
     *  byte  0          8       16     24          26      28          152
     *        | NBDMAGIC | style | size | handshake | flags | 124 zeroes |
     * </pre>
     *
     * <p>The handshake flags are 0.
     *
     * @param size of the export in bytes, unsigned
     * @param flags what the server says of the export
     */
    record Oldstyle(long size, TransmissionFlags flags) implements Greeting {
        /** Bytes on the wire. */
        public static final int SIZE = 152;

        /** The second eight bytes. */
        public static final long STYLE = 0x00420281861253L;

        @Override
        public void encode(ByteBuffer into) {
            into.putLong(MAGIC).putLong(STYLE).putLong(size).putInt(flags.bits());
            into.put(new byte[ExportNameReply.ZEROES]);
        }

        private static Oldstyle decodeWhole(ByteBuffer from) {
            from.position(from.position() + 2 * Long.BYTES);
            long size = from.getLong();
            TransmissionFlags flags = new TransmissionFlags(from.getInt() & 0xffff);
            from.position(from.position() + ExportNameReply.ZEROES);
            return new Oldstyle(size, flags);
        }
    }
}
