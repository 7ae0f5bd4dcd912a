package org.nbdscript.plugins;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nbdscript.client.ClientOptions;
import org.nbdscript.client.NbdClient;
import org.nbdscript.posix.AdoptedSocket;
import org.nbdscript.protocol.NbdUri;

/** Where connections to the other server come from; as a text it is what messages call that server. */
sealed interface NbdSource permits NbdSource.Uri, NbdSource.Descriptor, NbdCommand {
    /** Connects to an export. */
    NbdClient connect(ClientOptions options) throws IOException;

    /** Connects as often as it is asked to. */
    record Uri(NbdUri uri) implements NbdSource {
        @Override
        public NbdClient connect(ClientOptions options) throws IOException {
            return NbdClient.connect(uri, options);
        }

        @Override
        public String toString() {
            return uri.toString();
        }
    }

    /** A socket that somebody has connected before: good for one connection. */
    record Descriptor(int number, String export, AtomicBoolean isUsed) implements NbdSource {
        Descriptor(int number, String export) {
            this(number, export, new AtomicBoolean());
        }

        @Override
        public NbdClient connect(ClientOptions options) throws IOException {
            if (isUsed.getAndSet(true)) {
                throw new IOException("its connection has ended, and there is no other");
            }
            SocketChannel socket = AdoptedSocket.connected(number);
            return NbdClient.connect(socket, export, options);
        }

        @Override
        public String toString() {
            return "the server at descriptor " + number;
        }
    }
}
