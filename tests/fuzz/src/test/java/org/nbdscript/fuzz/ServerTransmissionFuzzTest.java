package org.nbdscript.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.nbdscript.protocol.handshake.ClientFlags;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.handshake.OptionRequestCodec;

/** Whatever a client sends after a good handshake, the server disconnects it in the end, and keeps nothing of it. */
class ServerTransmissionFuzzTest {
    private static final FuzzedServer SERVER = new FuzzedServer(null);
    private static final byte[] CHOICE = choice();

    /** All that a client says before transmission, so that structured replies and contexts are negotiated. */
    private static byte[] choice() {
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        ClientFlags.ALL.encode(bytes);
        bytes.put(OptionRequestCodec.encode(new OptionRequest.StructuredReply()));
        bytes.put(OptionRequestCodec.encode(new OptionRequest.SetMetaContext("", List.of("base:allocation"))));
        bytes.put(OptionRequestCodec.encode(new OptionRequest.Go("", Set.of())));
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Bytes in place of requests. */
    @FuzzTest(maxDuration = "12s")
    void bytes(byte[] data) throws IOException {
        SERVER.take(CHOICE, data);
    }
}
