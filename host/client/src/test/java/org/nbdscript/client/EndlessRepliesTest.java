package org.nbdscript.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.handshake.Greeting;
import org.nbdscript.protocol.handshake.HandshakeFlags;
import org.nbdscript.protocol.handshake.NbdOption;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyCodec;

/** A server that never ends its answer to an option. */
@Timeout(60)
class EndlessRepliesTest {
    /** Gives a greeting, and one export after another. */
    private static final class EndlessServer implements ReadableByteChannel {
        private final ByteBuffer reply = OptionReplyCodec.encode(
                NbdOption.LIST.code(), new OptionReply.Server("n".repeat(4000), "d".repeat(4000)));
        private ByteBuffer next = ByteBuffer.allocate(Greeting.Newstyle.SIZE);

        EndlessServer() {
            new Greeting.Newstyle(HandshakeFlags.ALL).encode(next);
            next.flip();
        }

        @Override
        public int read(ByteBuffer into) {
            if (!next.hasRemaining()) {
                next = reply.duplicate();
            }
            int count = Math.min(into.remaining(), next.remaining());
            into.put(next.slice(next.position(), count));
            next.position(next.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void anAnswerWithoutEndEndsTheConnection() throws IOException {
        Pipe requests = Pipe.open();
        Handshake handshake = new Handshake(new Input(new EndlessServer()), new Output(requests.sink()));
        assertThatThrownBy(handshake::exports)
                .isInstanceOf(ProtocolException.class)
                .hasMessage("the server answers option LIST with more than 67108864 bytes");
        requests.sink().close();
        requests.source().close();
    }
}
