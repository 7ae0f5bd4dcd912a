package org.nbdscript.plugins;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.ReadRequest;

/** A read request that keeps the buffers it is lent, as a server does until they are sent. */
record LentParts(long offset, int length, List<ByteBuffer> lent) implements ReadRequest {
    LentParts(long offset, int length) {
        this(offset, length, new ArrayList<>());
    }

    @Override
    public ByteBuffer buffer() {
        throw new UnsupportedOperationException("a long read is lent pages");
    }

    @Override
    public void data(long partOffset, ByteBuffer bytes) {
        lent.add(bytes);
    }

    @Override
    public void hole(long partOffset, int partLength) {
        throw new UnsupportedOperationException("there is no hole to be read");
    }

    @Override
    public void file(long partOffset, FileChannel channel, long position, int partLength) {
        throw new UnsupportedOperationException("memory is no file");
    }
}
