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

/**
 * Whatever bytes a client sends, the server disconnects it in the end, has not failed, and keeps nothing of it.
 *
 * <p>The inputs beside the test's classes are those that each build runs. {@code tests/fuzz/run} looks for others; one
 * that fails is kept there by giving it a name.
 */
class ServerFuzzTest {
    private static final FuzzedServer SERVER = new FuzzedServer();
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

    /** Bytes in place of a handshake. */
    @FuzzTest(maxDuration = "30s")
    void handshake(byte[] data) throws IOException {
        SERVER.take(data);
    }

    /** Bytes in place of requests, after a good handshake. */
    @FuzzTest(maxDuration = "30s")
    void transmission(byte[] data) throws IOException {
        SERVER.take(CHOICE, data);
    }
}
