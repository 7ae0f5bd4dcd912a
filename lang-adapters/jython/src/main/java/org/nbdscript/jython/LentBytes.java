package org.nbdscript.jython;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.python.core.BufferProtocol;
import org.python.core.PyArray;
import org.python.core.PyBuffer;
import org.python.core.PyMemoryView;
import org.python.core.PyObject;
import org.python.core.PyString;
import org.python.core.buffer.BaseNIOBuffer;

/**
 * A request's buffer as Python sees it: the bytes themselves, not a copy, as long as the {@link Lease} lasts. Read-only
 * if the ByteBuffer is.
 */
final class LentBytes extends BaseNIOBuffer {
    private final Lease lease;
    private final @Nullable PyBuffer root;

    private LentBytes(BufferProtocol exporter, Lease lease, ByteBuffer bytes) {
        super(bytes, CONTIGUITY | SIMPLE, 0, bytes.remaining(), 1);
        this.obj = exporter;
        this.lease = lease;
        this.root = null;
    }

    private LentBytes(LentBytes whole, int flags, int index0, int count, int stride) {
        super(whole.storage, stride == 1 || count < 2 ? CONTIGUITY | SIMPLE : STRIDES, index0, count, stride);
        this.obj = whole.obj;
        this.lease = whole.lease;
        checkRequestFlags(flags);
        this.root = whole.getRoot().getBuffer(FULL_RO);
    }

    /** A memoryview of the bytes from position to limit. */
    static PyMemoryView view(ByteBuffer bytes, Lease lease) {
        return new View(new Exporter(bytes.slice(), lease));
    }

    /**
     * A memoryview that also takes arrays of other items than bytes, and Java's, whose buffers Jython has no view of.
     */
    private static final class View extends PyMemoryView {
        private static final long serialVersionUID = 1L;

        View(Exporter exporter) {
            super(exporter);
        }

        @Override
        protected synchronized void setslice(int start, int stop, int step, PyObject value) {
            super.setslice(start, stop, step, value instanceof PyArray array ? new PyString(array.tostring()) : value);
        }
    }

    /** What Python takes the bytes from. Each request has its own, so that nothing is left of an earlier one. */
    private static final class Exporter extends PyObject implements BufferProtocol {
        private final LentBytes bytes;

        Exporter(ByteBuffer bytes, Lease lease) {
            super(PyObject.TYPE);
            this.bytes = new LentBytes(this, lease, bytes);
        }

        @Override
        public PyBuffer getBuffer(int flags) {
            return bytes.getBufferAgain(flags);
        }
    }

    @Override
    protected PyBuffer getRoot() {
        return root == null ? this : root;
    }

    @Override
    public int byteIndex(int index) {
        return index0 + index * strides[0];
    }

    @Override
    public PyBuffer getBufferSlice(int flags, int start, int count, int stride) {
        lease.check();
        return new LentBytes(this, flags, byteIndex(start), count, strides[0] * stride);
    }

    @Override
    protected byte byteAtImpl(int byteIndex) {
        lease.check();
        return super.byteAtImpl(byteIndex);
    }

    @Override
    protected void storeAtImpl(byte value, int byteIndex) {
        lease.check();
        super.storeAtImpl(value, byteIndex);
    }

    /** All that moves more than one byte comes here. */
    @Override
    protected ByteBuffer getNIOByteBufferImpl() {
        lease.check();
        return super.getNIOByteBufferImpl();
    }

    /** As inherited, but in one copy where the source is a ByteBuffer or an array, as bytearrays are. */
    @Override
    public void copyFrom(PyBuffer source) {
        if (isContiguous('C') && source.isContiguous('C') && source.hasArray() && source.getLen() == getLen()) {
            checkWritable();
            ByteBuffer bytes = source.getNIOByteBuffer();
            if (!lease.fill(bytes)) {
                getNIOByteBuffer().put(bytes);
            }
        } else {
            super.copyFrom(source);
        }
    }

    /** What {@code tobytes()} is made from: a character a byte. */
    @Override
    public String toString() {
        byte[] bytes = new byte[getLen()];
        copyTo(bytes, 0);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    @SuppressWarnings("deprecation") // Part of the interface that Jython's own types still use.
    public Pointer getBuf() {
        lease.check();
        return super.getBuf();
    }
}
