package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Disk;

class PartitionFilterTest {
    private static final int LINUX = 0x83;
    private static final int EXTENDED = 0x05;

    private final byte[] content = new byte[1 << 20];
    private final ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);

    private void bootRecord(long sector, int index, int type, int first, int count) {
        int at = (int) sector * 512;
        bytes.put(at + 510, (byte) 0x55).put(at + 511, (byte) 0xaa);
        int entry = at + 446 + index * 16;
        bytes.put(entry + 4, (byte) type).putInt(entry + 8, first).putInt(entry + 12, count);
    }

    /** A GPT with one partition, its second. */
    private void gpt(int sector, int first, int last) {
        bytes.put(sector, "EFI PART".getBytes(StandardCharsets.US_ASCII));
        bytes.putInt(sector + 12, 92)
                .putLong(sector + 72, 2)
                .putInt(sector + 80, 128)
                .putInt(sector + 84, 128);
        CRC32 sum = new CRC32();
        sum.update(content, sector, 92);
        bytes.putInt(sector + 16, (int) sum.getValue());
        int entry = 2 * sector + 128;
        bytes.putLong(entry, 1).putLong(entry + 32, first).putLong(entry + 40, last);
    }

    private Disk open(String... parameters) {
        return FilterStack.start(new PartitionFilter(), new ModelPlugin(content), parameters)
                .open();
    }

    private void assertPlace(Disk disk, int offset, int length) {
        content[offset] = 42;
        content[offset + length - 1] = 43;
        assertThat(disk.size()).isEqualTo(length);
        assertThat(ModelRead.of(disk, 0, 1)).containsExactly(42);
        assertThat(ModelRead.of(disk, length - 1, 1)).containsExactly(43);
    }

    @Test
    void primaryPartitionsAreThoseOfTheMbr() {
        bootRecord(0, 0, LINUX, 10, 20);
        bootRecord(0, 2, LINUX, 100, 50);
        assertPlace(open("partition=1"), 10 * 512, 20 * 512);
        assertPlace(open("partition=3"), 100 * 512, 50 * 512);
        assertThatThrownBy(() -> open("partition=2")).hasMessage("partition: the MBR has no partition 2");
    }

    @Test
    void logicalPartitionsBeginAtFive() {
        bootRecord(0, 1, EXTENDED, 100, 400);
        bootRecord(100, 0, LINUX, 2, 30);
        bootRecord(100, 1, EXTENDED, 50, 100);
        bootRecord(150, 0, LINUX, 4, 40);
        assertPlace(open("partition=5"), 102 * 512, 30 * 512);
        assertPlace(open("partition=6"), 154 * 512, 40 * 512);
        assertThatThrownBy(() -> open("partition=7")).hasMessage("partition: the MBR has no partition 7");
        assertThatThrownBy(() -> open("partition=2")).hasMessageContaining("is an extended one");
    }

    @Test
    void aChainOfLogicalPartitionsThatBitesItsTailEnds() {
        bootRecord(0, 0, EXTENDED, 100, 400);
        bootRecord(100, 0, LINUX, 2, 30);
        bootRecord(100, 1, EXTENDED, 0, 100);
        assertThatThrownBy(() -> open("partition=9")).hasMessage("partition: the MBR has no partition 9");
    }

    @Test
    void aGptCountsMoreThanTheMbrThatProtectsIt() {
        bootRecord(0, 0, 0xee, 1, 2047);
        gpt(512, 64, 95);
        assertPlace(open("partition=2"), 64 * 512, 32 * 512);
        assertThatThrownBy(() -> open("partition=1")).hasMessage("partition: the GPT has no partition 1");
        assertThatThrownBy(() -> open("partition=129")).hasMessage("partition: the GPT has no partition 129");
    }

    @Test
    void sectorsOf4096BytesAreFoundOut() {
        bootRecord(0, 0, 0xee, 1, 255);
        gpt(4096, 64, 95);
        assertPlace(open("partition=2"), 64 * 4096, 32 * 4096);
    }

    @Test
    void aDamagedTableIsSaidToBe() {
        assertThatThrownBy(() -> open("partition=1")).hasMessage("partition: the disk has neither an MBR nor a GPT");
        gpt(512, 64, 95);
        content[512 + 40] ^= 1;
        assertThatThrownBy(() -> open("partition=2"))
                .hasMessage("partition: the GPT is damaged: its header does not have its checksum");
    }

    @Test
    void aPartitionThatGoesBeyondTheDiskIsRefused() {
        bootRecord(0, 0, LINUX, 2000, 100);
        assertThatThrownBy(() -> open("partition=1"))
                .hasMessage("partition: partition 1 is at 1024000+51200, which does not lie within the disk, which has"
                        + " 1048576 bytes");
    }

    @Test
    void theTableIsReadInUnitsThatTheDiskTakes() {
        bootRecord(0, 0, LINUX, 8, 80);
        ModelPlugin plugin = new ModelPlugin(content);
        plugin.blockSize = new BlockSize(4096, 4096, BlockSize.UNLIMITED);
        try (Disk disk =
                FilterStack.start(new PartitionFilter(), plugin, "partition=1").open()) {
            assertThat(disk.size()).isEqualTo(80 * 512);
        }
    }
}
