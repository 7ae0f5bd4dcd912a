package org.nbdscript.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.posix.PagePipe;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.OffsetDataChunk;
import org.nbdscript.protocol.transmission.OffsetHoleChunk;
import org.nbdscript.protocol.transmission.ReplyFormat;
import org.nbdscript.protocol.transmission.SimpleReplyHeader;

/**
 * The answer to a read, in the making: what the disk fills or gives is kept until the disk has returned, and then laid
 * out as the client wants it. So a read that fails has sent nothing. Reused; for one request at a time.
 */
final class ReadReply implements ReadRequest {
    /** In bytes: below, copying costs less than the calls that save it. */
    private static final int PAGES_FROM = 1 << 17;

    private final ReplyFormat format;
    /** What precedes data, in bytes. */
    private final int headSize;

    private final ReadParts parts = new ReadParts();
    private final ReplyBatch batch;
    private final @Nullable PartOutput output;
    private @Nullable Request request;
    private long offset;
    private int length;
    private @Nullable ByteBuffer dense;
    private @Nullable PagePipe piped;

    /** How many bytes of the dense buffer have been sent. */
    private int sent;

    private boolean isOpen;

    /**
     * Replies in a format, which go into this batch.
     *
     * @param output sends parts of it; null if replies are to leave whole
     */
    ReadReply(ReplyFormat format, ReplyBatch batch, @Nullable PartOutput output) {
        this.format = format;
        this.headSize = format.size() + (format == ReplyFormat.SIMPLE ? 0 : OffsetDataChunk.HEAD_SIZE);
        this.batch = batch;
        this.output = output;
    }

    /** Begins anew, for a range of the disk of at least one byte. */
    ReadRequest begin(Request newRequest, long newOffset, int newLength) {
        request = newRequest;
        sent = 0;
        offset = newOffset;
        length = newLength;
        isOpen = true;
        return this;
    }

    /** Forgets all; what was lent may not be used any more. */
    void end() {
        isOpen = false;
        dense = null;
        parts.clear();
        if (piped != null) {
            batch.abandon(piped);
            piped = null;
        }
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public ByteBuffer buffer() {
        requireOpen();
        ByteBuffer buffer = dense;
        if (buffer == null) {
            buffer = reserve();
            batch.zero(headSize, length);
        }
        return buffer;
    }

    @Override
    public ByteBuffer bufferToFill() {
        requireOpen();
        return dense == null ? reserve() : dense;
    }

    private ByteBuffer reserve() {
        ByteBuffer buffer = batch.reserve(headSize, length);
        dense = buffer;
        return buffer;
    }

    /** Not in simple replies, whose client could not be told of a failure any more. */
    @Override
    public void ready(int count) {
        requireOpen();
        ByteBuffer filled = dense;
        Request read = request;
        if (output == null || filled == null || read == null || parts.count() > 0) {
            return;
        }
        if (format == ReplyFormat.SIMPLE || read.flags().df() || count <= sent || count >= length) {
            return;
        }
        chunkOfDense(filled, read, count, false);
        try {
            output.write(batch);
        } catch (IOException e) {
            throw new NbdException(Errno.ESHUTDOWN, "the client has gone", e);
        }
    }

    /**
     * Sends the next bytes of the dense buffer, which the batch keeps apart from what is sent in order from then on.
     */
    private void chunkOfDense(ByteBuffer filled, Request read, int end, boolean isLast) {
        if (sent == 0) {
            batch.carve(headSize + length);
        }
        head(batch.room(headSize), read, offset + sent, end - sent, isLast);
        batch.data(filled, sent, end - sent);
        sent = end;
    }

    @Override
    public void data(long partOffset, ByteBuffer bytes) {
        requireInside(partOffset, bytes.remaining());
        if (bytes.hasRemaining()) {
            parts.addData(partOffset, bytes.remaining(), bytes, bytes.position(), false);
        }
    }

    @Override
    public void data(long partOffset, ByteBuffer bytes, int index, int partLength) {
        lent(partOffset, bytes, index, partLength, false);
    }

    @Override
    public void mapped(long partOffset, ByteBuffer bytes, int index, int partLength) {
        lent(partOffset, bytes, index, partLength, bytes.isDirect());
    }

    private void lent(long partOffset, ByteBuffer bytes, int index, int partLength, boolean isMapped) {
        requireInside(partOffset, partLength);
        Objects.checkFromIndexSize(index, partLength, bytes.capacity());
        if (partLength > 0) {
            parts.addData(partOffset, partLength, bytes, index, isMapped);
        }
    }

    @Override
    public void hole(long partOffset, int partLength) {
        requireInside(partOffset, partLength);
        if (partLength > 0) {
            parts.addHole(partOffset, partLength);
        }
    }

    @Override
    public void file(long partOffset, FileChannel channel, long position, int partLength) throws IOException {
        requireInside(partOffset, partLength);
        if (partLength == length && dense == null && parts.count() == 0) {
            ByteBuffer target = reserve();
            int count = readFully(channel, position, target);
            batch.zero(headSize + count, length - count);
        } else if (partLength > 0) {
            leaveDense();
            ByteBuffer target = batch.carve(partLength);
            int count = readFully(channel, position, target);
            while (count < partLength) {
                target.put(count++, (byte) 0);
            }
            parts.addData(partOffset, partLength, target, 0, false);
        }
    }

    @Override
    public boolean pages(int descriptor, long position) {
        requireOpen();
        if (length < PAGES_FROM
                || length > PagePipe.CAPACITY - PagePipe.PAGE_BYTES
                || dense != null
                || parts.count() > 0) {
            return false;
        }
        PagePipe pipe = batch.acquirePipe();
        if (pipe != null && pipe.takeFile(descriptor, position, length) == length) {
            piped = pipe;
        } else if (pipe != null) {
            batch.abandon(pipe);
        }
        return piped != null;
    }

    private static int readFully(FileChannel channel, long position, ByteBuffer target) throws IOException {
        int count = 0;
        while (count < target.capacity()) {
            int read = channel.read(target.clear().position(count), position + count);
            if (read < 0) {
                break;
            }
            count += read;
        }
        target.clear();
        return count;
    }

    private void requireOpen() {
        if (!isOpen) {
            throw new IllegalStateException("the read has ended: its request cannot be used any more");
        }
    }

    private void requireInside(long partOffset, int partLength) {
        requireOpen();
        if (sent > 0) {
            throw new NbdException(Errno.EIO, "a part of a read came after bytes of its buffer were said to be ready");
        }
        if (partLength < 0 || partOffset < offset || partOffset - offset > length - partLength) {
            throw new NbdException(
                    Errno.EIO,
                    "a part of a read has offset %d and length %d, expected it to lie in offset %d and length %d"
                            .formatted(partOffset, partLength, offset, length));
        }
    }

    /**
     * Adds the reply to the batch.
     *
     * @param request what is answered, with DF by one chunk
     * @param isLast no chunk follows
     * @throws NbdException EIO if the parts do not cover the request; nothing was added then
     */
    void finish(Request request, boolean isLast) {
        if (piped != null) {
            head(batch.room(headSize), request, offset, length, isLast);
            batch.pages(piped);
            piped = null;
        } else if (sent > 0 && dense != null) {
            chunkOfDense(dense, request, length, isLast);
        } else if (parts.count() > 0) {
            leaveDense();
            requireCovered();
            finishParts(request, isLast);
        } else {
            buffer();
            head(batch.room(headSize), request, offset, length, isLast);
            batch.skipped(length);
        }
    }

    /** Keeps what was put into the buffer, which parts may refer to, but does not send it. */
    private void leaveDense() {
        if (dense != null) {
            batch.carve(headSize + length);
            dense = null;
        }
    }

    private void requireCovered() {
        long flaw = parts.flaw(offset, length);
        if (flaw >= 0) {
            throw new NbdException(
                    Errno.EIO, "the parts of a read do not cover offset %d exactly once".formatted(flaw));
        }
    }

    private void finishParts(Request request, boolean isLast) {
        if (format != ReplyFormat.SIMPLE && !request.flags().df()) {
            int part = 0;
            while (part < parts.count()) {
                int end = endOfChunk(part);
                chunk(part, end, request, isLast && end == parts.count());
                part = end;
            }
            return;
        }
        head(batch.room(headSize), request, offset, length, isLast);
        contents(0, parts.count());
    }

    /** The end of the parts that make one chunk: data that follows data is no reason for another. */
    private int endOfChunk(int first) {
        int end = first + 1;
        while (end < parts.count()
                && parts.source(end - 1) != null
                && parts.source(end) != null
                && parts.offset(end) == parts.offset(end - 1) + parts.length(end - 1)) {
            end++;
        }
        return end;
    }

    private void chunk(int first, int end, Request request, boolean isDone) {
        long start = parts.offset(first);
        long bytes = parts.offset(end - 1) + parts.length(end - 1) - start;
        if (parts.source(first) != null) {
            head(batch.room(headSize), request, start, (int) bytes, isDone);
            contents(first, end);
            return;
        }
        ByteBuffer out = batch.room(format.size() + OffsetHoleChunk.SIZE);
        format.encodeChunkHeader(
                out, isDone, ChunkType.OFFSET_HOLE, request.cookie(), request.offset(), OffsetHoleChunk.SIZE);
        OffsetHoleChunk.encode(out, start, bytes);
    }

    private void contents(int first, int end) {
        int part = first;
        while (part < end) {
            int endOfMapped = endOfMapped(part, end);
            if (endOfMapped == part || !batch.pages(parts, part, endOfMapped)) {
                content(part++);
            } else {
                part = endOfMapped;
            }
        }
    }

    /** The end of the parts from one on whose pages can be sent without a copy, if that is worth it. */
    private int endOfMapped(int first, int end) {
        int part = first;
        int bytes = 0;
        while (part < end && parts.isMapped(part)) {
            bytes += parts.length(part++);
        }
        return bytes < PAGES_FROM ? first : part;
    }

    private void content(int part) {
        ByteBuffer source = parts.source(part);
        if (source == null) {
            batch.zeroes(parts.length(part));
        } else {
            batch.data(source, parts.position(part), parts.length(part));
        }
    }

    private void head(ByteBuffer out, Request request, long dataOffset, int dataLength, boolean isDone) {
        if (format == ReplyFormat.SIMPLE) {
            SimpleReplyHeader.encodeSuccess(out, request.cookie());
            return;
        }
        format.encodeChunkHeader(
                out,
                isDone,
                ChunkType.OFFSET_DATA,
                request.cookie(),
                request.offset(),
                OffsetDataChunk.payloadLength(dataLength));
        OffsetDataChunk.encodeHead(out, dataOffset);
    }
}
