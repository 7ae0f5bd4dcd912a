package org.nbdscript.tls;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes records from a wire, one after another, into an array. */
final class RecordInput {
    private static final int HEADER_SIZE = 5;
    private static final int LENGTH_AT = 3;
    private static final byte CHANGE_CIPHER_SPEC = 20;
    private static final byte APPLICATION_DATA = 23;
    private static final int SMALLEST = 1 << 15;
    private static final int LARGEST = 1 << 17;

    private final Wire wire;
    private final ByteBuffer record;

    /** What has arrived, from position to limit. */
    private ByteBuffer arrived = ByteBuffer.allocateDirect(SMALLEST).limit(0);

    /**
     * From a wire.
     *
     * @param recordSize the most bytes of a record, header and all
     */
    RecordInput(Wire wire, int recordSize) {
        this.wire = wire;
        this.record = ByteBuffer.allocate(recordSize).limit(0);
    }

    /** Waits until a whole record has arrived; false at the end of the input. */
    boolean next() throws IOException {
        return next(true) > 0;
    }

    /**
     * Sees to it that a whole record is there.
     *
     * @param waits whether to sleep until it is
     * @return positive if it is; -1 at the end of the input; 0 if it has not come
     */
    int next(boolean waits) throws IOException {
        while (!hasNext()) {
            int count = receive(waits);
            if (count <= 0) {
                return count;
            }
        }
        return 1;
    }

    private int receive(boolean waits) throws IOException {
        if (arrived.limit() == arrived.capacity() && arrived.capacity() < LARGEST) {
            arrived = ByteBuffer.allocateDirect(LARGEST).put(arrived);
        } else {
            arrived.compact();
        }
        try {
            return waits ? wire.read(arrived) : wire.poll(arrived);
        } finally {
            arrived.flip();
        }
    }

    /** Whether a whole record is there. */
    boolean hasNext() {
        return record.hasRemaining() || arrived.remaining() >= nextSize();
    }

    /** The record that is there, of which whoever decrypts it takes all. */
    ByteBuffer record() {
        if (!record.hasRemaining()) {
            int size = nextSize();
            record.clear().put(0, arrived, arrived.position(), size).limit(size);
            arrived.position(arrived.position() + size);
        }
        return record;
    }

    /**
     * One that says that it is longer than any may be is handed over as far as it fits, and what is no record as far as
     * that is seen, to be found out.
     */
    private int nextSize() {
        if (arrived.remaining() < HEADER_SIZE) {
            return HEADER_SIZE;
        }
        byte type = arrived.get(arrived.position());
        if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA) {
            return HEADER_SIZE;
        }
        int length = Short.toUnsignedInt(arrived.getShort(arrived.position() + LENGTH_AT));
        return Math.min(HEADER_SIZE + length, record.capacity());
    }
}
