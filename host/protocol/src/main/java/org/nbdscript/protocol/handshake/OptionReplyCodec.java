package org.nbdscript.protocol.handshake;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.NbdString;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.TransmissionFlags;

/**
 * Replies to options, written and read (section "Option reply types").
 *
 * <pre>
 * ACK                   no data
 * SERVER                | length 4 | name | description |
 * INFO, EXPORT          | 0 2 | size 8 | flags 2 |
 * INFO, NAME            | 1 2 | name |
 * INFO, DESCRIPTION     | 2 2 | description |
 * INFO, BLOCK_SIZE      | 3 2 | minimum 4 | preferred 4 | maximum payload 4 |
 * META_CONTEXT          | id 4 | name |
 * errors                | message |
 * </pre>
 */
public final class OptionReplyCodec {
    private static final int EXPORT_INFO_SIZE = 12;
    private static final int BLOCK_SIZE_INFO_SIZE = 14;
    private static final byte[] NO_TEXT = {};

    private OptionReplyCodec() {}

    /**
     * A whole reply, header and data, ready to be sent. Descriptions and messages are cut to what the protocol carries.
     *
     * @param option the number of the option that is answered
     * @throws IllegalArgumentException if the protocol cannot carry a name
     */
    public static ByteBuffer encode(int option, OptionReply reply) {
        return switch (reply) {
            case OptionReply.Ack _ ->
                message(option, OptionReplyType.ACK.code(), 0, NO_TEXT).flip();
            case OptionReply.Server(String name, String description) -> server(option, name, description);
            case OptionReply.ExportInfo(long size, TransmissionFlags flags) -> exportInfo(option, size, flags);
            case OptionReply.NameInfo(String name) -> textInfo(option, InfoType.NAME, NbdString.encode(name));
            case OptionReply.DescriptionInfo(String description) ->
                textInfo(option, InfoType.DESCRIPTION, NbdString.encodeText(description));
            case OptionReply.BlockSizeInfo(BlockSizes sizes) -> blockSizeInfo(option, sizes);
            case OptionReply.UnknownInfo(int type) ->
                message(option, OptionReplyType.INFO.code(), Short.BYTES, NO_TEXT)
                        .putShort((short) type)
                        .flip();
            case OptionReply.MetaContext(int id, String name) -> metaContext(option, id, name);
            case OptionReply.Failure(int code, String text) -> failure(option, code, text);
        };
    }

    /** A header, and room for its data: this many bytes and a text that the caller puts after them. */
    private static ByteBuffer message(int option, int type, int fixedBytes, byte[] text) {
        int length = fixedBytes + text.length;
        ByteBuffer message = ByteBuffer.allocate(OptionReplyHeader.SIZE + length);
        new OptionReplyHeader(option, type, length).encode(message);
        return message;
    }

    private static ByteBuffer server(int option, String name, String description) {
        byte[] nameBytes = NbdString.encode(name);
        byte[] text = NbdString.encodeText(description);
        return message(option, OptionReplyType.SERVER.code(), Integer.BYTES + nameBytes.length, text)
                .putInt(nameBytes.length)
                .put(nameBytes)
                .put(text)
                .flip();
    }

    private static ByteBuffer exportInfo(int option, long size, TransmissionFlags flags) {
        return message(option, OptionReplyType.INFO.code(), EXPORT_INFO_SIZE, NO_TEXT)
                .putShort((short) InfoType.EXPORT.code())
                .putLong(size)
                .putShort((short) flags.bits())
                .flip();
    }

    private static ByteBuffer textInfo(int option, InfoType type, byte[] text) {
        return message(option, OptionReplyType.INFO.code(), Short.BYTES, text)
                .putShort((short) type.code())
                .put(text)
                .flip();
    }

    private static ByteBuffer blockSizeInfo(int option, BlockSizes sizes) {
        return message(option, OptionReplyType.INFO.code(), BLOCK_SIZE_INFO_SIZE, NO_TEXT)
                .putShort((short) InfoType.BLOCK_SIZE.code())
                .putInt((int) sizes.minimum())
                .putInt((int) sizes.preferred())
                .putInt((int) sizes.maximumPayload())
                .flip();
    }

    private static ByteBuffer metaContext(int option, int id, String name) {
        byte[] text = NbdString.encode(name);
        return message(option, OptionReplyType.META_CONTEXT.code(), Integer.BYTES, text)
                .putInt(id)
                .put(text)
                .flip();
    }

    private static ByteBuffer failure(int option, int code, String message) {
        byte[] text = NbdString.encodeText(message);
        return message(option, code, 0, text).put(text).flip();
    }

    /**
     * Reads a reply's data, which is wholly there and ends at the buffer's limit.
     *
     * @param type the number from the header
     * @throws ProtocolException (close) if the type is unknown and no error, or the data is wrong
     */
    public static OptionReply decode(int type, ByteBuffer data) throws ProtocolException {
        try {
            return OptionReplyType.isError(type) ? failure(type, data) : success(type, data);
        } catch (ProtocolException e) {
            throw e.closing();
        }
    }

    private static OptionReply failure(int type, ByteBuffer data) throws ProtocolException {
        return new OptionReply.Failure(type, NbdString.decode(data, data.remaining(), "an error's message"));
    }

    private static OptionReply success(int code, ByteBuffer data) throws ProtocolException {
        OptionReplyType type = OptionReplyType.byCode(code);
        if (type == null) {
            throw ProtocolException.close(code + " is no type of reply to an option");
        }
        return switch (type) {
            case ACK -> {
                requireLength(data, 0, "ACK");
                yield new OptionReply.Ack();
            }
            case SERVER -> server(data);
            case INFO -> info(data);
            case META_CONTEXT -> {
                requireAtLeast(data, Integer.BYTES, "META_CONTEXT");
                yield new OptionReply.MetaContext(data.getInt(), rest(data, "a metadata context's name"));
            }
            default -> throw ProtocolException.close(type + " is an error");
        };
    }

    private static OptionReply server(ByteBuffer data) throws ProtocolException {
        requireAtLeast(data, Integer.BYTES, "SERVER");
        String name = NbdString.decode(data, Integer.toUnsignedLong(data.getInt()), "export name");
        return new OptionReply.Server(name, rest(data, "description"));
    }

    private static OptionReply info(ByteBuffer data) throws ProtocolException {
        requireAtLeast(data, Short.BYTES, "INFO");
        int code = Short.toUnsignedInt(data.getShort());
        InfoType type = InfoType.byCode(code);
        if (type == null) {
            return new OptionReply.UnknownInfo(code);
        }
        return switch (type) {
            case EXPORT -> {
                requireLength(data, EXPORT_INFO_SIZE - Short.BYTES, "INFO EXPORT");
                long size = data.getLong();
                yield new OptionReply.ExportInfo(size, new TransmissionFlags(Short.toUnsignedInt(data.getShort())));
            }
            case NAME -> new OptionReply.NameInfo(rest(data, "export name"));
            case DESCRIPTION -> new OptionReply.DescriptionInfo(rest(data, "description"));
            case BLOCK_SIZE -> {
                requireLength(data, BLOCK_SIZE_INFO_SIZE - Short.BYTES, "INFO BLOCK_SIZE");
                yield blockSizeInfo(unsigned(data), unsigned(data), unsigned(data));
            }
        };
    }

    private static OptionReply blockSizeInfo(long minimum, long preferred, long maximum) throws ProtocolException {
        String problem = BlockSizes.problem(minimum, preferred, maximum);
        if (problem != null) {
            throw ProtocolException.close(problem);
        }
        return new OptionReply.BlockSizeInfo(new BlockSizes(minimum, preferred, maximum));
    }

    private static long unsigned(ByteBuffer data) {
        return Integer.toUnsignedLong(data.getInt());
    }

    private static String rest(ByteBuffer data, String what) throws ProtocolException {
        return NbdString.decode(data, data.remaining(), what);
    }

    private static void requireLength(ByteBuffer data, int length, String what) throws ProtocolException {
        if (data.remaining() != length) {
            throw ProtocolException.close(
                    "%s has %d bytes of payload, not %d".formatted(what, length, data.remaining()));
        }
    }

    private static void requireAtLeast(ByteBuffer data, int length, String what) throws ProtocolException {
        if (data.remaining() < length) {
            throw ProtocolException.close(
                    "%s has at least %d bytes of payload, not %d".formatted(what, length, data.remaining()));
        }
    }
}
