package org.nbdscript.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import org.nbdscript.client.ClientOptions;
import org.nbdscript.client.ClientTls;

/** Whatever a server sends, a client ends with an {@link IOException} or by itself, and leaves no socket open. */
class ClientHandshakeFuzzTest {
    private static final FuzzedClient CLIENT = new FuzzedClient();
    private static final ClientTls TLS = new ClientTls(ClientTls.Mode.ON, null, null, null, false, null);

    /** Bytes from the greeting on. The first byte, which is not sent, says whether the client asks for TLS. */
    @FuzzTest(maxDuration = "8s")
    void bytes(byte[] data) throws IOException {
        if (data.length > 0) {
            ClientOptions options = data[0] == 'T' ? ClientOptions.ALL.withTls(TLS) : ClientOptions.ALL;
            CLIENT.take(options, Arrays.copyOfRange(data, 1, data.length));
        }
    }
}
