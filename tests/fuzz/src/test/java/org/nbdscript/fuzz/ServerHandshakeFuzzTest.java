package org.nbdscript.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Whatever a client sends, the server disconnects it in the end, has not failed, and keeps nothing of it. */
class ServerHandshakeFuzzTest {
    private static final FuzzedServer SERVER = new FuzzedServer(null);

    /** Bytes in place of a handshake. */
    @FuzzTest(maxDuration = "12s")
    void bytes(byte[] data) throws IOException {
        SERVER.take(data);
    }
}
