package org.nbdscript.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.NbdUri;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.protocol.handshake.BlockSizes;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.transmission.BlockStatusPayload;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.ReplyFormat;

/**
 * A connection to an export of an NBD server.
 *
 * <p>Calls may come from any number of threads at a time, and wait for their own replies. Offsets and lengths are in
 * bytes. What is longer than the server takes in one request is asked for in several, one after another.
 *
 * <p>An error that the server answers with is a {@link RequestFailedException}, after which the connection goes on; any
 * other {@link IOException} means that it has ended. So does an interrupt of a thread that is in a call.
 */
public final class NbdClient implements AutoCloseable {
    /** Of a compact request, a multiple of all block sizes. */
    private static final long LONGEST_COMPACT_EFFECT = 0xffff_0000L;

    private final Connection connection;
    private final Transmission transmission;
    private final ServedExport export;

    private NbdClient(Connection connection, ServedExport export) {
        this.connection = connection;
        this.transmission = connection.transmission(export);
        this.export = export;
    }

    /** Connects, and asks for all that this client can make use of. */
    public static NbdClient connect(NbdUri uri) throws IOException {
        return connect(uri, ClientOptions.ALL);
    }

    /**
     * Connects.
     *
     * @throws OptionRefusedException if the server has no such export or does not let this client have it
     * @throws TlsFailedException if the connection has to be encrypted, and cannot
     * @throws org.nbdscript.tls.CredentialsException if the files that TLS needs cannot be used
     */
    public static NbdClient connect(NbdUri uri, ClientOptions options) throws IOException {
        return choose(Connection.open(uri, options), uri.export(), options);
    }

    /**
     * Talks to a server over a socket that is connected already, and is the client's from now on.
     *
     * @param export its name
     * @param options without TLS unless they say so
     */
    public static NbdClient connect(SocketChannel socket, String export, ClientOptions options) throws IOException {
        return choose(Connection.over(socket, options), export, options);
    }

    private static NbdClient choose(Connection connection, String export, ClientOptions options) throws IOException {
        try {
            return new NbdClient(connection, connection.negotiate(handshake -> handshake.choose(export, options)));
        } catch (Throwable e) {
            connection.close();
            throw e;
        }
    }

    /** Lists a server's exports; the export that the URI names does not matter. */
    public static List<OptionReply.Server> exports(NbdUri uri, ClientOptions options) throws IOException {
        return ask(uri, options, Handshake::exports);
    }

    /**
     * Lists the metadata contexts of an export.
     *
     * @param queries names, or namespaces with their colon; without any, all contexts are listed
     */
    public static List<String> metaContexts(NbdUri uri, String... queries) throws IOException {
        return ask(uri, ClientOptions.ALL, handshake -> handshake.contexts(uri.export(), List.of(queries)));
    }

    private static <T> T ask(NbdUri uri, ClientOptions options, Connection.Negotiation<T> question) throws IOException {
        try (Connection connection = Connection.open(uri, options)) {
            return connection.negotiate(handshake -> {
                T answer = question.run(handshake);
                handshake.abort();
                return answer;
            });
        }
    }

    /** What the server has told, and what was agreed on. */
    public ServedExport export() {
        return export;
    }

    /**
     * Reads.
     *
     * @param into filled from position to limit
     */
    public void read(ByteBuffer into, long offset) throws IOException {
        long at = offset;
        int most = mostData();
        while (into.hasRemaining()) {
            int length = Math.min(into.remaining(), most);
            ByteBuffer target = into.slice(into.position(), length);
            transmission.perform(new PendingRead(at, target, transmission.newCondition()), 0, length, null);
            into.position(into.position() + length);
            at += length;
        }
    }

    /**
     * Writes.
     *
     * @param data from position to limit
     * @param fua waits until the data is on stable storage
     */
    public void write(ByteBuffer data, long offset, boolean fua) throws IOException {
        long at = offset;
        int most = mostData();
        int flags = fua(fua) | (export.hasExtendedHeaders() ? CommandFlags.PAYLOAD_LEN : 0);
        while (data.hasRemaining()) {
            int length = Math.min(data.remaining(), most);
            ByteBuffer payload = data.slice(data.position(), length);
            perform(NbdCommand.WRITE, flags, at, length, payload);
            data.position(data.position() + length);
            at += length;
        }
    }

    /** Brings what was written to stable storage; nothing if the export has no flush. */
    public void flush() throws IOException {
        if (export.flags().sendFlush()) {
            perform(NbdCommand.FLUSH, 0, 0, 0, null);
        }
    }

    /** Says that a range is not needed any more. */
    public void trim(long offset, long length, boolean fua) throws IOException {
        require(NbdCommand.TRIM, TransmissionFlags.SEND_TRIM);
        inPieces(NbdCommand.TRIM, fua(fua), offset, length);
    }

    /**
     * Makes a range read as zeroes.
     *
     * @param flags of {@link CommandFlags#FUA}, {@link CommandFlags#NO_HOLE} and {@link CommandFlags#FAST_ZERO}
     */
    public void zero(long offset, long length, int flags) throws IOException {
        require(NbdCommand.WRITE_ZEROES, TransmissionFlags.SEND_WRITE_ZEROES);
        int sent = (flags & ~CommandFlags.FUA) | fua((flags & CommandFlags.FUA) != 0);
        inPieces(NbdCommand.WRITE_ZEROES, sent, offset, length);
    }

    /** Says that a range will be read soon. */
    public void cache(long offset, long length) throws IOException {
        require(NbdCommand.CACHE, TransmissionFlags.SEND_CACHE);
        inPieces(NbdCommand.CACHE, 0, offset, length);
    }

    /**
     * Changes the size of the export, an experiment of the specification; {@link #export} tells the old one still.
     *
     * @param size in bytes
     */
    public void resize(long size) throws IOException {
        require(NbdCommand.RESIZE, TransmissionFlags.SEND_RESIZE);
        perform(NbdCommand.RESIZE, 0, size, 0, null);
    }

    /**
     * Asks for the status of a range in all selected contexts.
     *
     * @param length somewhat less is asked for if it does not fit into a request
     * @param requestOne asks for one extent a context, which does not go past the range
     */
    public BlockStatus blockStatus(long offset, long length, boolean requestOne) throws IOException {
        requireContexts(export.contexts().values());
        long asked = effect(length);
        PendingStatus status = new PendingStatus(offset, asked, export.contexts(), transmission.newCondition());
        transmission.perform(status, requestOne ? CommandFlags.REQ_ONE : 0, asked, null);
        return new BlockStatus(offset, status.extents());
    }

    /**
     * Asks for the status of a range in some of the selected contexts. Servers that cannot limit their answer to these
     * are asked for all.
     *
     * @param contexts their names
     */
    public BlockStatus blockStatus(long offset, long length, boolean requestOne, Set<String> contexts)
            throws IOException {
        if (!export.flags().blockStatusPayload()) {
            return blockStatus(offset, length, requestOne);
        }
        Map<Integer, String> wanted = export.contexts().entrySet().stream()
                .filter(context -> contexts.contains(context.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        requireContexts(wanted.values());
        int payloadLength = (int) BlockStatusPayload.payloadLength(wanted.size());
        ByteBuffer payload = ByteBuffer.allocate(payloadLength);
        int[] ids = wanted.keySet().stream().mapToInt(Integer::intValue).toArray();
        BlockStatusPayload.encode(payload, length, ids);
        PendingStatus status = new PendingStatus(offset, length, wanted, transmission.newCondition());
        int flags = CommandFlags.PAYLOAD_LEN | (requestOne ? CommandFlags.REQ_ONE : 0);
        transmission.perform(status, flags, payloadLength, payload.flip());
        return new BlockStatus(offset, status.extents());
    }

    private static void requireContexts(Iterable<String> contexts) throws RequestFailedException {
        if (!contexts.iterator().hasNext()) {
            throw new RequestFailedException(NbdError.EINVAL, "no metadata context is selected");
        }
    }

    private void inPieces(NbdCommand command, int flags, long offset, long length) throws IOException {
        for (long done = 0; done < length; ) {
            long piece = effect(length - done);
            perform(command, flags, offset + done, piece, null);
            done += piece;
        }
    }

    private long effect(long length) {
        return export.hasExtendedHeaders() ? length : Math.min(length, LONGEST_COMPACT_EFFECT);
    }

    private void perform(NbdCommand command, int flags, long offset, long length, @Nullable ByteBuffer payload)
            throws IOException {
        PendingRequest request = new PendingRequest(command, offset, length, transmission.newCondition());
        transmission.perform(request, flags, length, payload);
    }

    /** How much data goes into one request, a multiple of the minimum block size. */
    private int mostData() {
        BlockSizes sizes = export.blockSizes();
        long most = Math.min(sizes.maximumPayload(), BlockSizes.DEFAULT.maximumPayload());
        return (int) (most - most % sizes.minimum());
    }

    private int fua(boolean wanted) throws RequestFailedException {
        if (wanted && !export.flags().sendFua()) {
            throw new RequestFailedException(NbdError.EINVAL, "the export does not know FUA: write, then flush");
        }
        return wanted ? CommandFlags.FUA : 0;
    }

    private void require(NbdCommand command, int flag) throws RequestFailedException {
        if (!export.flags().has(flag)) {
            throw new RequestFailedException(NbdError.ENOTSUP, "the export does not know " + command);
        }
    }

    /** Whether replies come in chunks, extended or not. */
    public boolean hasStructuredReplies() {
        return export.format() != ReplyFormat.SIMPLE;
    }

    /** Whether the connection is known to have ended: all further calls fail. */
    public boolean hasEnded() {
        return transmission.hasEnded();
    }

    /** Says goodbye and disconnects. Calls that still wait fail. */
    @Override
    public void close() throws IOException {
        try (connection) {
            transmission.disconnect();
        } catch (IOException e) {
            // The server has gone before.
        }
        transmission.fail(new IOException("it was closed"));
    }
}
