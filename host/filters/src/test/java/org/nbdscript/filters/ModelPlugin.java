package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

/** The bottom of a stack under test: a plain array, whose abilities a test sets and whose use it can look at. */
public final class ModelPlugin implements Plugin {
    /** All that a disk can do. */
    public static final Capabilities EVERYTHING = Capabilities.builder()
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

    /** Reading, writing and flushing. */
    public static final Capabilities PLAIN = Capabilities.builder()
            .canWrite(true)
            .canFlush(true)
            .fua(Support.EMULATE)
            .cache(Support.EMULATE)
            .build();

    /** Runs of zeroes of this length, aligned to it, are holes. */
    private static final int GRANULE = 64;

    /** The content. */
    public byte[] content;

    /** What it can do. */
    public Capabilities capabilities = EVERYTHING;

    /** What sizes of requests it takes. */
    public @Nullable BlockSize blockSize;

    /** What it says of its disks before one is open. */
    public @Nullable BlockSize declaredBlockSize;

    /** What it says of its opens. */
    public boolean opensWithoutTrace;

    /** How calls may wait. */
    public Blocking blocking = Blocking.NEVER;

    /** What is done in the course of each request. */
    public volatile Runnable during = () -> {};

    /** What all requests fail with; null for nothing. */
    public volatile @Nullable NbdException failure;

    /** How many disks are open. */
    public final AtomicInteger open = new AtomicInteger();

    /** The calls on all disks, but not what they are given. */
    public final AtomicInteger calls = new AtomicInteger();

    /** A disk of this content, which it changes. */
    public ModelPlugin(byte[] content) {
        this.content = content;
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public String description() {
        return "A plain array.";
    }

    @Override
    public List<Export> listExports(ConnectionContext context) {
        return List.of(new Export("", "the only one"), new Export("other"));
    }

    @Override
    public @Nullable BlockSize declaredBlockSize() {
        return declaredBlockSize;
    }

    @Override
    public boolean opensWithoutTrace() {
        return opensWithoutTrace;
    }

    @Override
    public Disk open(OpenContext context) {
        open.incrementAndGet();
        return new ArrayDisk();
    }

    private final class ArrayDisk implements Disk {
        @Override
        public long size() {
            return content.length;
        }

        @Override
        public @Nullable BlockSize blockSize() {
            return blockSize;
        }

        @Override
        public Capabilities capabilities() {
            return capabilities;
        }

        @Override
        public Blocking blocking() {
            return blocking;
        }

        private void called() {
            during.run();
            NbdException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
        }

        /** In one of the ways that there are to answer, by turns. */
        @Override
        public void read(ReadRequest request) {
            called();
            int start = (int) request.offset();
            switch (calls.incrementAndGet() % 3) {
                case 0 -> request.buffer().put(0, content, start, request.length());
                case 1 -> request.data(start, ByteBuffer.wrap(content, start, request.length()));
                default -> inParts(request, start, start + request.length());
            }
        }

        private void inParts(ReadRequest request, int start, int end) {
            int first = start;
            while (first < end) {
                int next = Math.min(end, (first / GRANULE + 1) * GRANULE);
                if (isZero(first, next)) {
                    request.hole(first, next - first);
                } else {
                    request.data(first, ByteBuffer.wrap(content, first, next - first));
                }
                first = next;
            }
        }

        private boolean isZero(int start, int end) {
            for (int i = start; i < end; i++) {
                if (content[i] != 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void write(ByteBuffer data, long offset, RequestFlags flags) {
            called();
            data.get(content, (int) offset, data.remaining());
        }

        @Override
        public void flush() {
            called();
        }

        @Override
        public void trim(long offset, long length, RequestFlags flags) {
            zero(offset, length, flags);
        }

        @Override
        public void zero(long offset, long length, RequestFlags flags) {
            called();
            Arrays.fill(content, (int) offset, (int) (offset + length), (byte) 0);
        }

        @Override
        public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
            called();
            boolean wanted = true;
            for (long first = offset / GRANULE * GRANULE; wanted && first < offset + length; first += GRANULE) {
                long end = Math.min(content.length, first + GRANULE);
                ExtentType type = isZero((int) first, (int) end) ? ExtentType.HOLE_ZERO : ExtentType.DATA;
                wanted = extents.add(first, end - first, type);
            }
        }

        @Override
        public void cache(long offset, long length) {
            called();
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }
}
