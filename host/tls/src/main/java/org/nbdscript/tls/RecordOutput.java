package org.nbdscript.tls;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Gathers records, made in an array one after another, and writes many of them at once. For one thread at a time. */
final class RecordOutput {
    private static final int SMALLEST = 1 << 15;
    private static final int LARGEST = 1 << 18;

    private final Wire wire;
    private final ByteBuffer record;
    private final ByteBuffer[] leaving = new ByteBuffer[1];

    /** Records that are to leave, up to the position. */
    private ByteBuffer gathered = ByteBuffer.allocateDirect(SMALLEST);

    /**
     * To a wire.
     *
     * @param recordSize the most bytes of a record, header and all
     */
    RecordOutput(Wire wire, int recordSize) {
        this.wire = wire;
        this.record = ByteBuffer.allocate(recordSize);
    }

    /** An empty array for the next record. */
    ByteBuffer record() {
        return record.clear();
    }

    /** Takes what the array was filled with up to its position. */
    void recorded() throws IOException {
        record.flip();
        if (gathered.remaining() < record.remaining()) {
            makeRoom();
        }
        gathered.put(record);
    }

    private void makeRoom() throws IOException {
        if (gathered.capacity() < LARGEST) {
            gathered = ByteBuffer.allocateDirect(LARGEST).put(gathered.flip());
        } else {
            flush();
        }
    }

    /** Writes all that was gathered. */
    void flush() throws IOException {
        if (gathered.position() > 0) {
            leaving[0] = gathered.flip();
            try {
                wire.write(leaving, 1);
            } finally {
                gathered.clear();
            }
        }
    }
}
