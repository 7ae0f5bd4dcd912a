package org.nbdscript.protocol.handshake;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.nbdscript.protocol.NbdString;
import org.nbdscript.protocol.ProtocolException;

/**
 * An option's data, written and read (section "Option types").
 *
 * <pre>
 * EXPORT_NAME         | name |                                           name as long as the data
 * INFO, GO            | length 4 | name | count 2 | type 2 | ...
 * LIST_META_CONTEXT,
 * SET_META_CONTEXT    | length 4 | name | count 4 | length 4 | query | ...
 * </pre>
 *
 * <p>All others have no data.
 */
public final class OptionRequestCodec {
    /** The most queries of metadata contexts in one option. */
    public static final int MAX_QUERIES = 4096;

    private OptionRequestCodec() {}

    /**
     * A whole option, header and data, ready to be sent. {@link OptionRequest.Unknown} and
     * {@link OptionRequest.Malformed} go without data.
     *
     * @throws IllegalArgumentException if the protocol cannot carry a name or query
     */
    public static ByteBuffer encode(OptionRequest request) {
        byte[][] data = switch (request) {
            case OptionRequest.ExportName(String export) -> new byte[][] {NbdString.encode(export)};
            case OptionRequest.Info(String export, Set<InfoType> types) -> infoRequest(export, types);
            case OptionRequest.Go(String export, Set<InfoType> types) -> infoRequest(export, types);
            case OptionRequest.ListMetaContext(String export, List<String> queries) ->
                metaContextRequest(export, queries);
            case OptionRequest.SetMetaContext(String export, List<String> queries) ->
                metaContextRequest(export, queries);
            case OptionRequest.Abort _,
                    OptionRequest.ListExports _,
                    OptionRequest.StartTls _,
                    OptionRequest.StructuredReply _,
                    OptionRequest.ExtendedHeaders _,
                    OptionRequest.Unknown _,
                    OptionRequest.Malformed _ -> new byte[0][];
        };
        return withHeader(request.option(), data);
    }

    private static ByteBuffer withHeader(int option, byte[][] data) {
        int length = 0;
        for (byte[] part : data) {
            length += part.length;
        }
        ByteBuffer message = ByteBuffer.allocate(OptionHeader.SIZE + length);
        new OptionHeader(option, length).encode(message);
        for (byte[] part : data) {
            message.put(part);
        }
        return message.flip();
    }

    private static byte[][] infoRequest(String export, Set<InfoType> types) {
        ByteBuffer requests = ByteBuffer.allocate(Short.BYTES * (1 + types.size()));
        requests.putShort((short) types.size());
        for (InfoType type : types) {
            requests.putShort((short) type.code());
        }
        byte[] name = NbdString.encode(export);
        return new byte[][] {number(name.length), name, requests.array()};
    }

    private static byte[][] metaContextRequest(String export, List<String> queries) {
        List<byte[]> data = new ArrayList<>();
        byte[] name = NbdString.encode(export);
        data.add(number(name.length));
        data.add(name);
        data.add(number(queries.size()));
        for (String query : queries) {
            byte[] bytes = NbdString.encode(query);
            data.add(number(bytes.length));
            data.add(bytes);
        }
        return data.toArray(byte[][]::new);
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    /**
     * Reads an option's data, which is wholly there and ends at the buffer's limit.
     *
     * @return {@link OptionRequest.Malformed} if the data is wrong, {@link OptionRequest.Unknown} for unknown options
     * @throws ProtocolException (close) if the data of EXPORT_NAME is wrong, as that cannot be answered
     */
    public static OptionRequest decode(int option, ByteBuffer data) throws ProtocolException {
        NbdOption known = NbdOption.byCode(option);
        if (known == null) {
            return new OptionRequest.Unknown(option);
        }
        try {
            return decode(known, data);
        } catch (ProtocolException e) {
            if (known == NbdOption.EXPORT_NAME) {
                throw e.closing();
            }
            return new OptionRequest.Malformed(option, OptionReplyType.ERR_INVALID, e.getMessage());
        }
    }

    private static OptionRequest decode(NbdOption option, ByteBuffer data) throws ProtocolException {
        return switch (option) {
            case EXPORT_NAME -> new OptionRequest.ExportName(NbdString.decode(data, data.remaining(), "export name"));
            case INFO -> infoRequest(data, OptionRequest.Info::new);
            case GO -> infoRequest(data, OptionRequest.Go::new);
            case LIST_META_CONTEXT -> metaContextRequest(option, data, OptionRequest.ListMetaContext::new);
            case SET_META_CONTEXT -> metaContextRequest(option, data, OptionRequest.SetMetaContext::new);
            case ABORT, PEEK_EXPORT, LIST, STARTTLS, STRUCTURED_REPLY, EXTENDED_HEADERS ->
                withoutData(option, data.remaining());
        };
    }

    /** An option that needs no data, of which this many bytes came all the same and are or will be thrown away. */
    static OptionRequest withoutData(NbdOption option, long length) {
        if (option == NbdOption.ABORT) {
            return new OptionRequest.Abort();
        }
        if (option == NbdOption.PEEK_EXPORT) {
            return new OptionRequest.Unknown(option.code());
        }
        if (length != 0) {
            return new OptionRequest.Malformed(
                    option.code(),
                    OptionReplyType.ERR_INVALID,
                    option + " takes no data, but " + length + " bytes came");
        }
        return switch (option) {
            case LIST -> new OptionRequest.ListExports();
            case STARTTLS -> new OptionRequest.StartTls();
            case STRUCTURED_REPLY -> new OptionRequest.StructuredReply();
            case EXTENDED_HEADERS -> new OptionRequest.ExtendedHeaders();
            default -> throw new IllegalArgumentException(option + " needs data");
        };
    }

    /** Whether the data of an option is looked at, rather than skipped. */
    static boolean hasData(NbdOption option) {
        return switch (option) {
            case EXPORT_NAME, INFO, GO, LIST_META_CONTEXT, SET_META_CONTEXT -> true;
            case ABORT, PEEK_EXPORT, LIST, STARTTLS, STRUCTURED_REPLY, EXTENDED_HEADERS -> false;
        };
    }

    private static OptionRequest infoRequest(
            ByteBuffer data, BiFunction<String, Set<InfoType>, OptionRequest> constructor) throws ProtocolException {
        String export = exportName(data);
        requireRemaining(data, Short.BYTES, "the number of information requests");
        int count = Short.toUnsignedInt(data.getShort());
        if (data.remaining() != Short.BYTES * count) {
            throw ProtocolException.refuse("%d information requests take %d bytes, but %d bytes came"
                    .formatted(count, Short.BYTES * count, data.remaining()));
        }
        Set<InfoType> requested = EnumSet.noneOf(InfoType.class);
        while (data.hasRemaining()) {
            InfoType type = InfoType.byCode(Short.toUnsignedInt(data.getShort()));
            if (type != null) {
                requested.add(type);
            }
        }
        return constructor.apply(export, requested);
    }

    private static OptionRequest metaContextRequest(
            NbdOption option, ByteBuffer data, BiFunction<String, List<String>, OptionRequest> constructor)
            throws ProtocolException {
        String export = exportName(data);
        long count = length(data, "the number of queries");
        if (count > MAX_QUERIES) {
            return new OptionRequest.Malformed(
                    option.code(),
                    OptionReplyType.ERR_TOO_BIG,
                    "%d queries came, but at most %d are taken".formatted(count, MAX_QUERIES));
        }
        List<String> queries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            queries.add(NbdString.decode(data, length(data, "a query's length"), "query"));
        }
        if (data.hasRemaining()) {
            throw ProtocolException.refuse(data.remaining() + " bytes came after the last query");
        }
        return constructor.apply(export, queries);
    }

    private static String exportName(ByteBuffer data) throws ProtocolException {
        return NbdString.decode(data, length(data, "the export name's length"), "export name");
    }

    private static long length(ByteBuffer data, String what) throws ProtocolException {
        requireRemaining(data, Integer.BYTES, what);
        return Integer.toUnsignedLong(data.getInt());
    }

    private static void requireRemaining(ByteBuffer data, int bytes, String what) throws ProtocolException {
        if (data.remaining() < bytes) {
            throw ProtocolException.refuse(
                    "the data ends before %s: %d bytes are left of %d".formatted(what, data.remaining(), bytes));
        }
    }
}
