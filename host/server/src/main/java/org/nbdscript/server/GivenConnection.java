package org.nbdscript.server;

import org.jspecify.annotations.Nullable;

/**
 * A connection that exists when the server starts, as two descriptors of this process, which become the server's. The
 * server ends when the last of these has ended, unless it listens as well.
 *
 * @param input where the client's bytes come from: a socket, or another file such as a pipe
 * @param output where the server's bytes go to; the same as the input, or another file
 * @param transmission what the client knows of the export already, if the handshake is over; null if it is yet to come
 */
public record GivenConnection(
        int input, int output, @Nullable PresetTransmission transmission) {
    /** For people. */
    @Override
    public String toString() {
        return input == output ? "descriptor " + input : "descriptors " + input + " and " + output;
    }
}
