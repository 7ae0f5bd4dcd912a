package org.nbdscript.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
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
        try (NbdClient client = NbdClient.connect(NbdUri.parse(arguments[0]))) {
            ByteBuffer small = ByteBuffer.allocateDirect(SMALL);
            for (int round = 0; round < ROUNDS; round++) {
                client.write(small.clear(), SMALL, false);
                client.read(small.clear(), SMALL);
            }
            ByteBuffer large = ByteBuffer.allocateDirect(LARGE);
            client.write(large, 0, false);
            client.read(large.clear(), 0);
            for (int round = 0; client.export().hasContext("base:allocation") && round < ROUNDS; round++) {
                client.blockStatus(0, LARGE, false);
            }
        }
    }
}
