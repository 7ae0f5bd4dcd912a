package org.nbdscript.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.nbdscript.client.ClientOptions;
import org.nbdscript.protocol.BaseAllocation;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.protocol.handshake.Greeting;
import org.nbdscript.protocol.handshake.HandshakeFlags;
import org.nbdscript.protocol.handshake.NbdOption;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyCodec;
import org.nbdscript.protocol.transmission.ReplyFormat;

/** Whatever a server replies to requests, a client fails by an {@link IOException} at worst. */
class ClientTransmissionFuzzTest {
    private static final FuzzedClient CLIENT = new FuzzedClient();
    private static final List<byte[]> HANDSHAKES =
            List.of(handshake(ReplyFormat.SIMPLE), handshake(ReplyFormat.STRUCTURED), handshake(ReplyFormat.EXTENDED));

    /** All that a server says before transmission; its export can do everything. */
    private static byte[] handshake(ReplyFormat format) {
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        new Greeting.Newstyle(HandshakeFlags.ALL).encode(bytes);
        if (format == ReplyFormat.EXTENDED) {
            reply(bytes, NbdOption.EXTENDED_HEADERS, new OptionReply.Ack());
        } else if (format == ReplyFormat.STRUCTURED) {
            reply(bytes, NbdOption.STRUCTURED_REPLY, new OptionReply.Ack());
        }
        if (format != ReplyFormat.SIMPLE) {
            reply(bytes, NbdOption.SET_META_CONTEXT, new OptionReply.MetaContext(1, BaseAllocation.NAME));
            reply(bytes, NbdOption.SET_META_CONTEXT, new OptionReply.Ack());
        }
        int flags = TransmissionFlags.HAS_FLAGS
                | TransmissionFlags.SEND_FLUSH
                | TransmissionFlags.SEND_FUA
                | TransmissionFlags.SEND_TRIM
                | TransmissionFlags.SEND_WRITE_ZEROES
                | TransmissionFlags.SEND_CACHE
                | TransmissionFlags.SEND_RESIZE
                | (format == ReplyFormat.EXTENDED ? TransmissionFlags.BLOCK_STATUS_PAYLOAD : 0);
        reply(bytes, NbdOption.GO, new OptionReply.ExportInfo(1 << 20, new TransmissionFlags(flags)));
        reply(bytes, NbdOption.GO, new OptionReply.Ack());
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static void reply(ByteBuffer bytes, NbdOption option, OptionReply reply) {
        bytes.put(OptionReplyCodec.encode(option.code(), reply));
    }

    /** Bytes in place of replies. The first byte, which is not sent, says in which format replies are. */
    @FuzzTest(maxDuration = "10s")
    void bytes(byte[] data) throws IOException {
        if (data.length > 0) {
            int format = Byte.toUnsignedInt(data[0]) % HANDSHAKES.size();
            ClientOptions options = ClientOptions.ALL
                    .withExtendedHeaders(format == ReplyFormat.EXTENDED.ordinal())
                    .withStructuredReplies(format == ReplyFormat.STRUCTURED.ordinal());
            CLIENT.take(options, HANDSHAKES.get(format), Arrays.copyOfRange(data, 1, data.length));
        }
    }
}
