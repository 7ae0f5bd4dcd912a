package org.nbdscript.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.nbdscript.client.ClientOptions;
import org.nbdscript.client.NbdClient;
import org.nbdscript.protocol.NbdUri;

/** The client of {@link StartTraining}: does what clients usually do, often enough that the JVM sees what matters. */
public final class TrainingClient {
    private static final int ROUNDS = 500;
    private static final int SMALL = 4096;
    private static final int LARGE = 256 * 1024;

    private TrainingClient() {}

    /** Uses the server of the URI that is the only argument. */
    public static void main(String... arguments) throws IOException {
        NbdUri uri = NbdUri.parse(arguments[0]);
        use(uri, ClientOptions.ALL);
        // Most clients know no extended headers yet, and some ask what there is before they choose.
        ClientOptions usual = ClientOptions.ALL.withExtendedHeaders(false);
        NbdClient.exports(uri, usual);
        NbdClient.metaContexts(uri);
        use(uri, usual);
    }

    private static void use(NbdUri uri, ClientOptions options) throws IOException {
        try (NbdClient client = NbdClient.connect(uri, options)) {
            ByteBuffer small = ByteBuffer.allocateDirect(SMALL);
            for (int round = 0; round < ROUNDS; round++) {
                client.write(small.clear(), SMALL, false);
                client.read(small.clear(), SMALL);
            }
            ByteBuffer large = ByteBuffer.allocateDirect(LARGE);
            client.read(large, LARGE);
            client.write(large.flip(), 0, false);
            client.read(large.clear(), 0);
            for (int round = 0; client.export().hasContext("base:allocation") && round < ROUNDS; round++) {
                client.blockStatus(0, LARGE, false);
            }
        }
    }
}
