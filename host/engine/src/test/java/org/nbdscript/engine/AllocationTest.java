package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeServices;

class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Records nothing, unlike the fake. */
    private static final class Nothing implements Disk {
        @Override
        public long size() {
            return 1 << 20;
        }

        @Override
        public Capabilities capabilities() {
            return FakeDisk.ALL;
        }

        @Override
        public void read(ReadRequest request) {
            request.hole(request.offset(), 10);
            request.data(request.offset() + 10, request.buffer());
        }

        @Override
        public void write(ByteBuffer data, long offset, RequestFlags flags) {}
    }

    /** Takes any answer. */
    private static final class Read implements ReadRequest {
        private final ByteBuffer buffer = ByteBuffer.allocate(4086);

        @Override
        public long offset() {
            return 4096;
        }

        @Override
        public int length() {
            return 4096;
        }

        @Override
        public ByteBuffer buffer() {
            return buffer;
        }

        @Override
        public void data(long offset, ByteBuffer bytes) {}

        @Override
        public void hole(long offset, int length) {}

        @Override
        public void file(long offset, FileChannel channel, long position, int length) {}
    }

    @ParameterizedTest
    @EnumSource(ThreadModel.class)
    void readsAndWritesInPlaceAllocateNothing(ThreadModel model) {
        FakePlugin plugin = FakePlugin.of(new Nothing());
        plugin.threadModel = model;
        Disk disk =
                new DiskStack(plugin, new FailureLog(new FakeServices(), System::nanoTime)).open(new FakeConnection());
        Read read = new Read();
        ByteBuffer data = ByteBuffer.allocate(4096);
        work(disk, read, data);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work(disk, read, data);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
    }

    private static void work(Disk disk, ReadRequest read, ByteBuffer data) {
        for (int i = 0; i < 1000; i++) {
            disk.read(read);
            disk.write(data, 0, RequestFlags.NONE);
        }
    }
}
