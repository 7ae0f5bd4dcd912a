package org.nbdscript.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;

/**
 * Whatever a client sends before, within and after the handshake of TLS, the server disconnects it in the end, has not
 * failed, and keeps nothing of it.
 */
class ServerTlsFuzzTest {
    private static final FuzzedTls TLS = new FuzzedTls();
    private static final FuzzedServer SERVER = new FuzzedServer(TLS.server());

    /** The first byte says where the others are sent. */
    @FuzzTest(maxDuration = "18s")
    void bytes(byte[] data) throws IOException {
        FuzzedTls.Place[] places = FuzzedTls.Place.values();
        if (data.length > 0) {
            FuzzedTls.Place place = places[Byte.toUnsignedInt(data[0]) % places.length];
            byte[] rest = Arrays.copyOfRange(data, 1, data.length);
            SERVER.take(channel -> TLS.talk(channel, place, rest));
        }
    }
}
