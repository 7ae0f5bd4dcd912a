package org.nbdscript.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import org.nbdscript.protocol.handshake.InfoType;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.handshake.OptionRequestCodec;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.RequestHeader;

/**
 * A client's side of a connection, in memory: a handshake, then the same few requests again and again, as if the client
 * always had so many in flight; then the end. Replies are only counted.
 */
final class RecordedClient implements Transport {
    private static final int FIXED_NEWSTYLE_AND_NO_ZEROES = 3;

    private final ByteBuffer handshake;
    private final ByteBuffer requests;
    private ByteBuffer arriving;
    private int turnsLeft;
    private long repliedBytes;

    /**
     * A client of requests one after another on the disk.
     *
     * @param depth how many requests arrive together
     * @param length of each, in bytes
     * @param turns how often they do
     */
    RecordedClient(NbdCommand command, int length, int depth, int turns) {
        handshake = handshake();
        requests = requests(command, length, depth);
        arriving = handshake;
        turnsLeft = turns;
    }

    private static ByteBuffer handshake() {
        ByteBuffer structuredReply = OptionRequestCodec.encode(new OptionRequest.StructuredReply());
        ByteBuffer go = OptionRequestCodec.encode(new OptionRequest.Go("", EnumSet.noneOf(InfoType.class)));
        return ByteBuffer.allocate(Integer.BYTES + structuredReply.remaining() + go.remaining())
                .putInt(FIXED_NEWSTYLE_AND_NO_ZEROES)
                .put(structuredReply)
                .put(go)
                .flip();
    }

    private static ByteBuffer requests(NbdCommand command, int length, int depth) {
        int payload = command == NbdCommand.WRITE ? length : 0;
        ByteBuffer all = ByteBuffer.allocateDirect(depth * (RequestHeader.SIZE + payload));
        for (int i = 0; i < depth; i++) {
            RequestHeader.encode(all, 0, command.code(), i, (long) i * length, length);
            all.position(all.position() + payload);
        }
        return all.flip();
    }

    @Override
    public int read(Segments into) {
        if (!hasArrived()) {
            return -1;
        }
        int before = arriving.remaining();
        into.fill(arriving);
        return before - arriving.remaining();
    }

    private boolean hasArrived() {
        if (!arriving.hasRemaining() && turnsLeft > 0) {
            turnsLeft--;
            arriving = requests.rewind();
        }
        return arriving.hasRemaining();
    }

    @Override
    public int read(ByteBuffer into) {
        if (!hasArrived()) {
            return -1;
        }
        int count = Math.min(into.remaining(), arriving.remaining());
        into.put(into.position(), arriving, arriving.position(), count);
        into.position(into.position() + count);
        arriving.position(arriving.position() + count);
        return count;
    }

    @Override
    public void write(Segments from) {
        repliedBytes += from.bytes();
        from.advance(from.bytes());
    }

    @Override
    public void write(ByteBuffer[] from, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            repliedBytes += from[i].remaining();
            from[i].position(from[i].limit());
        }
    }

    /** How many bytes the server has sent. */
    long repliedBytes() {
        return repliedBytes;
    }

    @Override
    public void endInput() {
        turnsLeft = 0;
    }

    @Override
    public boolean isTls() {
        return false;
    }

    @Override
    public void close() {}
}
