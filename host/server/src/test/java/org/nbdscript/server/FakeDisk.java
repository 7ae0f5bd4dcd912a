package org.nbdscript.server;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.BufferSink;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.StatusSink;
import org.nbdscript.api.Support;

/** A disk in memory that can do everything, remembers its calls, and whose answers a test can replace. */
final class FakeDisk implements Disk {
    static final Capabilities EVERYTHING = Capabilities.builder()
            .canWrite(true)
            .canFlush(true)
            .canTrim(true)
            .zero(Support.NATIVE)
            .canFastZero(true)
            .canExtents(true)
            .fua(Support.NATIVE)
            .canMultiConn(true)
            .cache(Support.NATIVE)
            .build();

    final byte[] content;
    final List<String> calls = new CopyOnWriteArrayList<>();
    Capabilities capabilities = EVERYTHING;
    Blocking blocking = Blocking.NEVER;

    @Nullable
    BlockSize blockSize;

    @Nullable
    String description;

    long size;
    Consumer<ReadRequest> onRead = this::readDense;
    Predicate<ReadRequest> onReadNow = request -> false;
    Predicate<ExtentSink> onExtentsNow = sink -> false;

    /** Lends memory for writes. */
    Predicate<BufferSink> onLend = target -> false;

    Runnable beforeWrite = () -> {};
    Runnable onFlush = () -> {};
    Consumer<RequestFlags> onZero = flags -> {};
    LongConsumer onResize = size -> {};
    List<MetaContext> contexts = List.of();
    StatusAnswer onBlockStatus = (context, offset, length, sink) -> sink.add(offset, length, 0);
    ExtentsAnswer onExtents = (offset, length, sink) -> sink.add(offset, length, ExtentType.DATA);

    /** Answers BLOCK_STATUS of a context of the disk's own. */
    interface StatusAnswer {
        void answer(String context, long offset, long length, StatusSink sink);
    }

    /** Answers BLOCK_STATUS. */
    interface ExtentsAnswer {
        void answer(long offset, long length, ExtentSink sink);
    }

    /** A disk whose byte at each offset is known: see {@link #expected}. */
    FakeDisk(int size) {
        this.content = new byte[size];
        this.size = size;
        for (int i = 0; i < size; i++) {
            content[i] = expected(i);
        }
    }

    /** The byte that a new disk has at an offset. */
    static byte expected(long offset) {
        return (byte) (offset * 31 + (offset >> 8) + 1);
    }

    /** The bytes that a new disk has in a range. */
    static byte[] expected(long offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = expected(offset + i);
        }
        return bytes;
    }

    void readDense(ReadRequest request) {
        request.buffer().put(content, (int) request.offset(), request.length());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public @Nullable BlockSize blockSize() {
        return blockSize;
    }

    @Override
    public @Nullable String description() {
        return description;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Blocking blocking() {
        return blocking;
    }

    @Override
    public void read(ReadRequest request) {
        calls.add("read " + request.offset() + " " + request.length());
        onRead.accept(request);
    }

    @Override
    public boolean readNow(ReadRequest request) {
        return onReadNow.test(request);
    }

    @Override
    public boolean extentsNow(long offset, long length, RequestFlags flags, ExtentSink extents) {
        return onExtentsNow.test(extents);
    }

    @Override
    public boolean lend(long offset, int length, BufferSink target) {
        boolean isLent = onLend.test(target);
        if (isLent) {
            calls.add("lend " + offset + " " + length);
        }
        return isLent;
    }

    @Override
    public void written(long offset, int length, RequestFlags flags) {
        calls.add("written " + offset + " " + length + " " + flags);
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        calls.add("write " + offset + " " + data.remaining() + " " + flags);
        beforeWrite.run();
        data.get(content, (int) offset, data.remaining());
    }

    @Override
    public void flush() {
        calls.add("flush");
        onFlush.run();
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        calls.add("trim " + offset + " " + length + " " + flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        calls.add("zero " + offset + " " + length + " " + flags);
        onZero.accept(flags);
        int begin = (int) Math.min(offset, content.length);
        Arrays.fill(content, begin, (int) Math.min(offset + length, content.length), (byte) 0);
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        calls.add("extents " + offset + " " + length + " " + flags);
        onExtents.answer(offset, length, extents);
    }

    @Override
    public List<MetaContext> metaContexts() {
        return contexts;
    }

    @Override
    public void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
        calls.add("status " + context + " " + offset + " " + length + " " + flags);
        onBlockStatus.answer(context, offset, length, statuses);
    }

    @Override
    public void resize(long newSize) {
        calls.add("resize " + newSize);
        onResize.accept(newSize);
    }

    @Override
    public void cache(long offset, long length) {
        calls.add("cache " + offset + " " + length);
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
