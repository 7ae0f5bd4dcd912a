package org.nbdscript.engine;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BufferSink;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Errno;

/** Passes on what a layer lends for a write, and checks that it can be written and has the write's length. */
final class LentBytes implements BufferSink {
    private final LayerName layer;
    private @Nullable BufferSink target;
    private long count;

    LentBytes(LayerName layer) {
        this.layer = layer;
    }

    BufferSink begin(BufferSink newTarget) {
        target = newTarget;
        count = 0;
        return this;
    }

    @Override
    public void add(ByteBuffer buffer, int index, int length) {
        BufferSink current = target;
        if (current == null) {
            throw new IllegalStateException("the memory was lent already");
        }
        Objects.checkFromIndexSize(index, length, buffer.capacity());
        if (buffer.isReadOnly() || !buffer.isDirect()) {
            throw layer.breach(Errno.EIO, Callback.PWRITE, "lent " + buffer + ", expected it direct and writable");
        }
        count += length;
        current.add(buffer, index, length);
    }

    void end(int expected) {
        target = null;
        if (count != expected) {
            throw layer.breach(Errno.EIO, Callback.PWRITE, "lent " + count + " bytes of memory, expected " + expected);
        }
    }
}
