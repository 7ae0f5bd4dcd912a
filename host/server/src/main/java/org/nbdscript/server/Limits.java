package org.nbdscript.server;

/**
 * What clients can make the server spend, at most.
 *
 * @param options how many options a client may send before transmission
 * @param maximumPayloadBytes the most data in one request, 32 MiB at least to suit all clients
 * @param maximumSkippedBytes payloads of refused writes are skipped up to this size; longer ones end the connection
 * @param parkedRequests how many requests of a connection may wait at a time on virtual threads
 * @param bytesInFlight how much data a connection's requests on other threads may have at a time
 * @param bufferBytes how much memory all connections' data may take, in bytes, apart from small buffers
 */
public record Limits(
        int options,
        int maximumPayloadBytes,
        long maximumSkippedBytes,
        int parkedRequests,
        long bytesInFlight,
        long bufferBytes) {

    /** Limits that no honest client meets; the memory is half of what the JVM may have. */
    public static Limits defaults() {
        long memory = Math.max(256L << 20, Runtime.getRuntime().maxMemory() / 2);
        return new Limits(10_000, 64 << 20, 128L << 20, 4096, 64L << 20, memory);
    }
}
