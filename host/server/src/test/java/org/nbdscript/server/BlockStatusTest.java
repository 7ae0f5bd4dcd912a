package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.ExtentType;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;

/** Answers to BLOCK_STATUS. */
@Timeout(60)
class BlockStatusTest {
    private static final int DATA = 0;
    private static final int HOLE_ZERO = 3;
    private static final int SIZE = 100_000;

    private final FakeDisk disk = new FakeDisk(SIZE);

    private Reply status(int flags, long offset, long length) throws IOException {
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            return client.call(NbdCommand.BLOCK_STATUS, flags, offset, length);
        }
    }

    private void dataFrom50000To60000() {
        disk.onExtents = (offset, length, sink) -> {
            sink.add(0, 50_000, ExtentType.HOLE_ZERO);
            sink.add(50_000, 10_000, ExtentType.DATA);
            sink.add(60_000, 40_000, ExtentType.HOLE_ZERO);
        };
    }

    @Test
    void extentsBeginAtTheRequestAndEndWithIt() throws IOException {
        dataFrom50000To60000();
        assertThat(status(0, 1000, 90_000).extents())
                .containsExactly("49000:" + HOLE_ZERO, "10000:" + DATA, "31000:" + HOLE_ZERO);
    }

    @Test
    void extentsOfARequestAcrossTheEndEndWithTheDisk() throws IOException {
        dataFrom50000To60000();
        assertThat(status(0, 55_000, 1 << 20).extents()).containsExactly("5000:" + DATA, "40000:" + HOLE_ZERO);
        assertThat(status(0, 99_999, 2).extents()).containsExactly("1:" + HOLE_ZERO);
    }

    @Test
    void withReqOneThereIsOneExtentNoLongerThanTheRequest() throws IOException {
        dataFrom50000To60000();
        assertThat(status(CommandFlags.REQ_ONE, 1000, 90_000).extents()).containsExactly("49000:" + HOLE_ZERO);
        assertThat(status(CommandFlags.REQ_ONE, 1000, 512).extents()).containsExactly("512:" + HOLE_ZERO);
    }

    @Test
    void equalNeighboursAreOneExtentEvenWithReqOne() throws IOException {
        disk.onExtents = (offset, length, sink) -> {
            for (long at = 0; at < 10_000; at += 1000) {
                sink.add(at, 1000, ExtentType.ZERO);
            }
            sink.add(10_000, 1000, ExtentType.DATA);
        };
        assertThat(status(0, 0, 11_000).extents()).containsExactly("10000:2", "1000:0");
        assertThat(status(CommandFlags.REQ_ONE, 0, 11_000).extents()).containsExactly("10000:2");
    }

    @Test
    void blocksThatAreOnlyPartlyAHoleCountAsData() throws IOException {
        disk.size = 99_840;
        disk.blockSize = new BlockSize(512, 4096, 65_536);
        disk.onExtents = (offset, length, sink) -> {
            sink.add(0, 1000, ExtentType.HOLE_ZERO);
            sink.add(1000, 10, ExtentType.DATA);
            sink.add(1010, 1990, ExtentType.HOLE_ZERO);
            sink.add(3000, 3000, ExtentType.DATA);
            sink.add(6000, 93_840, ExtentType.HOLE_ZERO);
        };
        assertThat(status(0, 0, 99_840).extents()).containsExactly("512:3", "512:0", "1536:3", "3584:0", "93696:3");
    }

    @Test
    void lengthsStayAlignedWhenTheyAreCutToTheFieldsWidth() throws IOException {
        disk.size = 1L << 40;
        assertThat(status(0, 0, 0xffff_ffffL).extents()).containsExactly("4294901760:0");
    }

    @Test
    void aDiskWithoutExtentsIsAllData() throws IOException {
        disk.capabilities = FakeDisk.EVERYTHING.toBuilder().canExtents(false).build();
        assertThat(status(0, 10, 1000).extents()).containsExactly("1000:0");
        assertThat(disk.calls).doesNotContain("extents 10 1000 ");
    }

    @Test
    void moreExtentsThanAChunkHasAreLeftForTheNextRequest() throws IOException {
        disk.size = 1L << 40;
        disk.onExtents = (offset, length, sink) -> {
            long at = offset;
            while (sink.add(at, 512, at % 1024 == 0 ? ExtentType.DATA : ExtentType.ZERO)) {
                at += 512;
            }
        };
        assertThat(status(0, 0, 1L << 31).extents()).hasSize(65_536).startsWith("512:0", "512:2");
    }

    @Test
    void withoutContextsItIsRefusedWithEinval() throws IOException {
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.simple()) {
            client.call(NbdCommand.BLOCK_STATUS, 0, 0, 512).assertError(NbdError.EINVAL);
        }
    }
}
