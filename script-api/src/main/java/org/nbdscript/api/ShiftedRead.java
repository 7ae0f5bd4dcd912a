package org.nbdscript.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A read as a disk sees it whose bytes lie elsewhere than the reader thinks: all offsets are shifted, nothing is
 * copied.
 */
public final class ShiftedRead implements ReadRequest {
    private final ReadRequest request;
    private final long shift;

    /**
     * A view of a read.
     *
     * @param shift what is added to the reader's offsets to make the disk's
     */
    public ShiftedRead(ReadRequest request, long shift) {
        this.request = request;
        this.shift = shift;
    }

    @Override
    public long offset() {
        return request.offset() + shift;
    }

    @Override
    public int length() {
        return request.length();
    }

    @Override
    public ByteBuffer buffer() {
        return request.buffer();
    }

    @Override
    public ByteBuffer bufferToFill() {
        return request.bufferToFill();
    }

    @Override
    public void ready(int length) {
        request.ready(length);
    }

    @Override
    public void data(long offset, ByteBuffer bytes, int index, int length) {
        request.data(offset - shift, bytes, index, length);
    }

    @Override
    public void data(long offset, ByteBuffer bytes) {
        request.data(offset - shift, bytes);
    }

    @Override
    public void mapped(long offset, ByteBuffer bytes, int index, int length) {
        request.mapped(offset - shift, bytes, index, length);
    }

    @Override
    public void hole(long offset, int length) {
        request.hole(offset - shift, length);
    }

    @Override
    public void file(long offset, FileChannel channel, long position, int length) throws IOException {
        request.file(offset - shift, channel, position, length);
    }

    @Override
    public boolean pages(int descriptor, long position) {
        return request.pages(descriptor, position);
    }
}
