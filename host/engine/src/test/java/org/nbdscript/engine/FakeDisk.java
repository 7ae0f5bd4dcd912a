package org.nbdscript.engine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
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

/** A disk in memory that remembers its calls, and does wrong what a test tells it to. */
final class FakeDisk implements Disk {
    /** All that a disk can do itself. */
    static final Capabilities ALL = Capabilities.builder()
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
    long size;
    Capabilities capabilities = ALL;

    @Nullable
    BlockSize blockSize;

    @Nullable
    String description;

    Consumer<String> before = call -> {};
    Consumer<ReadRequest> reading = this::copy;
    Predicate<BufferSink> lending = target -> false;
    List<MetaContext> contexts = List.of();
    Consumer<StatusSink> statuses = sink -> sink.add(0, size(), 0);
    Predicate<ExtentSink> extentsNow = sink -> false;
    Consumer<ExtentSink> extents = sink -> sink.add(0, size(), ExtentType.DATA);

    FakeDisk(int size) {
        this.content = new byte[size];
        this.size = size;
    }

    /** Has each call of a kind, such as {@code "zero"}, fail. */
    FakeDisk failing(String kind, RuntimeException failure) {
        before = call -> {
            if (call.startsWith(kind)) {
                throw failure;
            }
        };
        return this;
    }

    private void copy(ReadRequest request) {
        request.buffer().put(content, (int) request.offset(), request.length());
    }

    private void called(String kind, long offset, long length, RequestFlags flags) {
        called((kind + " " + offset + "+" + length + " " + flags).strip());
    }

    private void called(String call) {
        calls.add(call);
        before.accept(call);
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
    public void read(ReadRequest request) {
        called("read", request.offset(), request.length(), RequestFlags.NONE);
        reading.accept(request);
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        called("write", offset, data.remaining(), flags);
        data.duplicate().get(content, (int) offset, data.remaining());
    }

    @Override
    public boolean readNow(ReadRequest request) {
        called("readNow", request.offset(), request.length(), RequestFlags.NONE);
        reading.accept(request);
        return true;
    }

    @Override
    public boolean extentsNow(long offset, long length, RequestFlags flags, ExtentSink sink) {
        return extentsNow.test(sink);
    }

    @Override
    public boolean lend(long offset, int length, BufferSink target) {
        called("lend", offset, length, RequestFlags.NONE);
        return lending.test(target);
    }

    @Override
    public void written(long offset, int length, RequestFlags flags) {
        called("written", offset, length, flags);
    }

    @Override
    public void flush() {
        called("flush");
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        called("trim", offset, length, flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        called("zero", offset, length, flags);
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink sink) {
        called("extents", offset, length, flags);
        extents.accept(sink);
    }

    @Override
    public List<MetaContext> metaContexts() {
        return contexts;
    }

    @Override
    public void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink sink) {
        called("status", offset, length, flags);
        statuses.accept(sink);
    }

    @Override
    public void cache(long offset, long length) {
        called("cache", offset, length, RequestFlags.NONE);
    }

    @Override
    public void close() {
        called("close");
    }
}
