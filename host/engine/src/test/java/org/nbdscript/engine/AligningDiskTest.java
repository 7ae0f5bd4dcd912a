package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeRead;

/** Any request is made to fit the disk's block sizes. */
@Timeout(20)
class AligningDiskTest {
    private static final int SIZE = 1 << 16;
    private static final int BLOCK = 512;
    private static final int MAXIMUM = 2048;

    private final FakeDisk disk = new FakeDisk(SIZE);
    private final FakeConnection connection = new FakeConnection();
    private final RangeLocks locks = new RangeLocks();

    AligningDiskTest() {
        disk.blockSize = new BlockSize(BLOCK, BLOCK, MAXIMUM);
        for (int i = 0; i < SIZE; i++) {
            disk.content[i] = (byte) (i * 7 + (i >> 8));
        }
    }

    private Disk aligning() {
        return aligning(connection);
    }

    private Disk aligning(ConnectionContext context) {
        return AligningDisk.around(disk, Alignment.FIX, context, locks);
    }

    private static byte[] read(Disk disk, long offset, int length) {
        ByteBuffer target = ByteBuffer.allocate(length);
        DenseRead.read(disk, target, offset);
        return target.array();
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void aDiskThatTakesAnyRequestIsLeftAlone() {
        disk.blockSize = null;
        assertThat(aligning()).isSameAs(disk);
        disk.blockSize = new BlockSize(1, 4096, BlockSize.UNLIMITED);
        assertThat(aligning()).isSameAs(disk);
        disk.blockSize = new BlockSize(BLOCK, 4096, MAXIMUM * 2);
        assertThat(AligningDisk.around(disk, Alignment.REFUSE, connection, locks))
                .isSameAs(disk);
    }

    @Test
    void whatFitsGoesThroughUntouched() {
        Disk aligning = aligning();
        FakeRead request = new FakeRead(BLOCK, MAXIMUM);
        aligning.read(request);
        aligning.write(ByteBuffer.allocate(MAXIMUM), 0, RequestFlags.of(RequestFlags.FUA));
        aligning.zero(0, SIZE, RequestFlags.of(RequestFlags.MAY_TRIM));
        aligning.trim(BLOCK, BLOCK, RequestFlags.NONE);
        assertThat(disk.calls)
                .containsExactly("read 512+2048", "write 0+2048 fua", "zero 0+65536 may_trim", "trim 512+512");
    }

    @Test
    void readsOfPartsOfBlocksReadTheWholeOnes() {
        byte[] expected = Arrays.copyOfRange(disk.content, 700, 700 + 5000);
        assertThat(read(aligning(), 700, 5000)).isEqualTo(expected);
        assertThat(disk.calls).containsExactly("read 512+2048", "read 2560+2048", "read 4608+1536");
    }

    @Test
    void writesOfPartsOfBlocksReadChangeAndWriteThem() {
        byte[] expected = disk.content.clone();
        Arrays.fill(expected, 700, 1700, (byte) 9);
        aligning().write(ByteBuffer.wrap(bytes(1000, 9)), 700, RequestFlags.of(RequestFlags.FUA));
        assertThat(disk.content).isEqualTo(expected);
        assertThat(disk.calls)
                .containsExactly(
                        "write 1024+512 fua",
                        "read 512+512",
                        "write 512+512 fua",
                        "read 1536+512",
                        "write 1536+512 fua");
    }

    @Test
    void aTrimKeepsToWholeBlocks() {
        Disk aligning = aligning();
        aligning.trim(700, 1400, RequestFlags.NONE);
        aligning.trim(700, 100, RequestFlags.NONE);
        assertThat(disk.calls).containsExactly("trim 1024+1024");
    }

    @Test
    void aZeroWritesTheEndsAndZeroesTheRest() {
        aligning().zero(700, 1400, RequestFlags.of(RequestFlags.MAY_TRIM | RequestFlags.FAST_ZERO));
        assertThat(disk.calls)
                .containsExactly(
                        "zero 1024+1024 may_trim,fast_zero",
                        "read 512+512",
                        "write 512+512",
                        "read 2048+512",
                        "write 2048+512");
        assertThat(Arrays.copyOfRange(disk.content, 700, 1024)).containsOnly(0);
        assertThat(disk.content[699]).isNotZero();
    }

    @Test
    void aFastZeroOfPartsOfBlocksAloneIsRefusedAndChangesNothing() {
        assertThatThrownBy(() -> aligning().zero(700, 600, RequestFlags.of(RequestFlags.FAST_ZERO)))
                .isInstanceOfSatisfying(
                        NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOTSUP));
        assertThat(disk.calls).isEmpty();
    }

    @Test
    void cacheAndExtentsAskForWholeBlocks() {
        Disk aligning = aligning();
        aligning.cache(700, 100);
        aligning.extents(700, 1000, RequestFlags.NONE, (offset, length, type) -> type == ExtentType.DATA);
        assertThat(disk.calls).containsExactly("cache 512+512", "extents 512+1536");
    }

    @Test
    void anySequenceOfRequestsDoesWhatItDoesToBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] model = disk.content.clone();
        disk.before = call -> {
            for (String number : call.replaceAll("[^0-9 +]", "").strip().split("[ +]+")) {
                assertThat(Long.parseLong(number) % BLOCK)
                        .as("%s, seed %d", call, seed)
                        .isZero();
            }
        };
        disk.capabilities =
                FakeDisk.ALL.toBuilder().zero(org.nbdscript.api.Support.EMULATE).build();
        Disk aligning = AligningDisk.around(Emulation.around(disk, false), Alignment.FIX, connection, locks);
        for (int i = 0; i < 2000; i++) {
            int offset = random.nextInt(SIZE - 1);
            int length = 1 + random.nextInt(Math.min(SIZE - offset, 6000));
            switch (random.nextInt(3)) {
                case 0 ->
                    assertThat(read(aligning, offset, length))
                            .as("seed %d", seed)
                            .isEqualTo(Arrays.copyOfRange(model, offset, offset + length));
                case 1 -> {
                    byte[] data = new byte[length];
                    random.nextBytes(data);
                    System.arraycopy(data, 0, model, offset, length);
                    aligning.write(ByteBuffer.wrap(data), offset, RequestFlags.NONE);
                }
                default -> {
                    Arrays.fill(model, offset, offset + length, (byte) 0);
                    aligning.zero(offset, length, RequestFlags.NONE);
                }
            }
        }
        assertThat(disk.content).as("seed %d", seed).isEqualTo(model);
    }

    /** Between the read and the write of a part of a block another write must not get lost. */
    @Test
    void aWriteOfAPartExcludesOtherWritesOfTheBlock() throws Exception {
        FakeConnection second = new FakeConnection();
        AtomicBoolean begun = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Future<?>> other = new CompletableFuture<>();
            disk.reading = request -> {
                request.buffer().put(disk.content, (int) request.offset(), request.length());
                if (begun.compareAndSet(false, true)) {
                    CompletableFuture<Boolean> ended = new CompletableFuture<>();
                    other.complete(threads.submit(() -> {
                        aligning(second).write(ByteBuffer.wrap(bytes(BLOCK, 2)), 512, RequestFlags.NONE);
                        ended.complete(true);
                    }));
                    CompletableFuture.anyOf(second.waits, ended).join();
                }
            };
            aligning().write(ByteBuffer.wrap(bytes(10, 1)), 600, RequestFlags.NONE);
            other.join().get();
        }
        assertThat(Arrays.copyOfRange(disk.content, 512, 1024)).containsOnly(2);
        assertThat(disk.calls).containsExactly("read 512+512", "write 512+512", "write 512+512");
    }

    @Test
    void writesOfWholeBlocksAndOfOtherBlocksDoNotWait() throws Exception {
        FakeConnection context = new FakeConnection();
        RangeLocks.Range part = locks.lock(context, 0, BLOCK, true);
        RangeLocks.Range whole = locks.lock(context, BLOCK, 4 * BLOCK, false);
        aligning(context).write(ByteBuffer.wrap(bytes(2 * BLOCK, 2)), BLOCK, RequestFlags.NONE);
        aligning(context).write(ByteBuffer.wrap(bytes(10, 2)), 4 * BLOCK + 1, RequestFlags.NONE);
        locks.unlock(part);
        locks.unlock(whole);
        assertThat(context.waits).isNotDone();
    }

    /** A disk that wants data at multiples of 4096 in memory. */
    private static final class DirectDisk extends ForwardingDisk {
        private static final int ALIGNMENT = 4096;

        DirectDisk(Disk next) {
            super(next);
        }

        @Override
        public BlockSize blockSize() {
            return new BlockSize(BLOCK, ALIGNMENT, BlockSize.UNLIMITED, ALIGNMENT);
        }

        private static void check(ByteBuffer buffer) {
            assertThat(buffer.isDirect()).isTrue();
            assertThat(buffer.alignmentOffset(buffer.position(), ALIGNMENT)).isZero();
        }

        @Override
        public void read(ReadRequest request) {
            check(request.buffer());
            next.read(request);
        }

        @Override
        public void write(ByteBuffer data, long offset, RequestFlags flags) {
            check(data);
            next.write(data, offset, flags);
        }
    }

    @Test
    void dataIsCopiedToWhereTheDiskWantsItInMemory() {
        for (Alignment alignment : Alignment.values()) {
            Disk aligning = AligningDisk.around(new DirectDisk(disk), alignment, connection, locks);
            byte[] expected = Arrays.copyOfRange(disk.content, 512, 2560);
            assertThat(read(aligning, 512, 2048)).isEqualTo(expected);
            aligning.write(ByteBuffer.wrap(bytes(1024, 3)), 1024, RequestFlags.NONE);
            ByteBuffer aligned =
                    ByteBuffer.allocateDirect(9000).alignedSlice(4096).limit(1024);
            aligning.write(aligned.put(bytes(1024, 4)).flip(), 4096, RequestFlags.NONE);
            assertThat(Arrays.copyOfRange(disk.content, 1024, 2048)).containsOnly(3);
            assertThat(Arrays.copyOfRange(disk.content, 4096, 5120)).containsOnly(4);
        }
    }

    @Test
    void whoWaitsForALockGivesItUpWhenItsClientGoesAway() throws Exception {
        FakeConnection leaving = new FakeConnection();
        RangeLocks.Range first = locks.lock(connection, 0, BLOCK, true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waiting = threads.submit(() -> locks.lock(leaving, 0, BLOCK, true));
            leaving.waits.join();
            leaving.leave();
            assertThatThrownBy(waiting::get).hasMessageContaining("the client went away");
        }
        locks.unlock(first);
        locks.unlock(locks.lock(connection, 0, BLOCK, true));
    }
}
