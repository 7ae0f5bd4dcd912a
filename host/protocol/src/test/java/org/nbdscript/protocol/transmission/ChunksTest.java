package org.nbdscript.protocol.transmission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.nbdscript.protocol.Bytes;
import org.nbdscript.protocol.NbdString;
import org.nbdscript.protocol.ProtocolException;

class ChunksTest {
    private static final long OFFSET = 0xfedcba9876543210L;

    private static void assertCloses(ThrowingCallable call) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(call)
                .matches(ProtocolException::closesConnection);
    }

    @Test
    void offsetData() throws ProtocolException {
        assertThat(Bytes.written(into -> OffsetDataChunk.encodeHead(into, OFFSET)))
                .isEqualTo("fedcba9876543210");
        assertThat(OffsetDataChunk.offset(Bytes.ofHex("00fedcba9876543210"), 1)).isEqualTo(OFFSET);
        assertThat(OffsetDataChunk.payloadLength(512)).isEqualTo(520);
        assertThat(OffsetDataChunk.dataLength(9)).isEqualTo(1);
        assertCloses(() -> OffsetDataChunk.dataLength(8));
        assertCloses(() -> OffsetDataChunk.dataLength(0));
    }

    @Test
    void offsetHole() throws ProtocolException {
        ByteBuffer hole = Bytes.ofHex("fedcba9876543210 ffffffff");

        assertThat(Bytes.buffer(into -> OffsetHoleChunk.encode(into, OFFSET, 0xffffffffL)))
                .isEqualTo(hole);
        OffsetHoleChunk.check(hole, 0, 12);
        assertThat(OffsetHoleChunk.offset(hole, 0)).isEqualTo(OFFSET);
        assertThat(OffsetHoleChunk.size(hole, 0)).isEqualTo(0xffffffffL);
        assertCloses(() -> OffsetHoleChunk.check(hole, 0, 13));
        assertCloses(() -> OffsetHoleChunk.check(ByteBuffer.allocate(12), 0, 12));
        for (long size : new long[] {0, -1, 1L << 32}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OffsetHoleChunk.encode(ByteBuffer.allocate(12), 0, size));
        }
    }

    @Test
    void blockStatus() throws ProtocolException {
        ByteBuffer chunk = Bytes.ofHex("00000007 00001000 00000003 ffff0000 00000000");

        assertThat(Bytes.buffer(into -> {
                    BlockStatusChunk.encodeHead(into, 7);
                    BlockStatusChunk.encodeDescriptor(into, 4096, 3);
                    BlockStatusChunk.encodeDescriptor(into, BlockStatusChunk.MAX_ALIGNED_LENGTH, 0);
                }))
                .isEqualTo(chunk);
        assertThat(BlockStatusChunk.payloadLength(2)).isEqualTo(20);
        assertThat(BlockStatusChunk.descriptorCount(20)).isEqualTo(2);
        assertThat(BlockStatusChunk.contextId(chunk, 0)).isEqualTo(7);
        assertThat(BlockStatusChunk.length(chunk, 0, 0)).isEqualTo(4096);
        assertThat(BlockStatusChunk.flags(chunk, 0, 0)).isEqualTo(3);
        assertThat(BlockStatusChunk.length(chunk, 0, 1)).isEqualTo(0xffff0000L);
        assertThat(BlockStatusChunk.flags(chunk, 0, 1)).isZero();
    }

    @Test
    void blockStatusThatIsWrongCloses() {
        for (long length : new long[] {0, 4, 11, 13, 4 + 8 * ((1L << 20) + 1), 0xffffffffL}) {
            assertCloses(() -> BlockStatusChunk.descriptorCount(length));
        }
        assertCloses(() -> BlockStatusChunk.length(ByteBuffer.allocate(12), 0, 0));
        for (long length : new long[] {0, -1, 1L << 32}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BlockStatusChunk.encodeDescriptor(ByteBuffer.allocate(8), length, 0));
        }
    }

    @Test
    void blockStatusExt() throws ProtocolException {
        ByteBuffer chunk = Bytes.ofHex("00000007 00000001 0000000100000000 8000000000000001");

        assertThat(Bytes.buffer(into -> {
                    BlockStatusExtChunk.encodeHead(into, 7, 1);
                    BlockStatusExtChunk.encodeDescriptor(into, 1L << 32, 0x8000000000000001L);
                }))
                .isEqualTo(chunk);
        assertThat(BlockStatusExtChunk.payloadLength(1)).isEqualTo(24);
        assertThat(BlockStatusExtChunk.descriptorCount(chunk, 0, 24)).isEqualTo(1);
        assertThat(BlockStatusExtChunk.contextId(chunk, 0)).isEqualTo(7);
        assertThat(BlockStatusExtChunk.length(chunk, 0, 0)).isEqualTo(1L << 32);
        assertThat(BlockStatusExtChunk.flags(chunk, 0, 0)).isEqualTo(0x8000000000000001L);
    }

    @Test
    void blockStatusExtThatIsWrongCloses() {
        ByteBuffer chunk = Bytes.ofHex("00000007 00000002 0000000000000000 0000000000000000");
        for (long length : new long[] {0, 8, 23, 25, 24, 8 + 16 * ((1L << 20) + 1), -1}) {
            assertCloses(() -> BlockStatusExtChunk.descriptorCount(chunk, 0, length));
        }
        assertCloses(() -> BlockStatusExtChunk.length(chunk, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> BlockStatusExtChunk.encodeDescriptor(chunk, 0, 0));
    }

    @Test
    void error() throws ProtocolException {
        ByteBuffer chunk = Bytes.ofHex("0000001c 0003 64c3a9");

        assertThat(Bytes.buffer(into -> ErrorChunk.encode(into, NbdError.ENOSPC, NbdString.encodeText("dé"))))
                .isEqualTo(chunk);
        assertThat(ErrorChunk.payloadLength(3)).isEqualTo(9);
        assertThat(ErrorChunk.error(chunk, 0)).isEqualTo(28);
        assertThat(ErrorChunk.message(chunk, 0, 9)).isEqualTo("dé");
    }

    @Test
    void errorOffset() throws ProtocolException {
        ByteBuffer chunk = Bytes.ofHex("00000005 0002 6e6f fedcba9876543210");

        assertThat(Bytes.buffer(
                        into -> ErrorOffsetChunk.encode(into, NbdError.EIO, NbdString.encodeText("no"), OFFSET)))
                .isEqualTo(chunk);
        assertThat(ErrorOffsetChunk.payloadLength(2)).isEqualTo(16);
        assertThat(ErrorOffsetChunk.error(chunk, 0)).isEqualTo(5);
        assertThat(ErrorOffsetChunk.message(chunk, 0, 16)).isEqualTo("no");
        assertThat(ErrorOffsetChunk.offset(chunk, 0)).isEqualTo(OFFSET);
    }

    @Test
    void errorsThatAreWrongClose() {
        assertCloses(() -> ErrorChunk.message(Bytes.ofHex("00000005 00"), 0, 5));
        assertCloses(() -> ErrorChunk.message(Bytes.ofHex("00000005 0001"), 0, 6));
        assertCloses(() -> ErrorChunk.message(Bytes.ofHex("00000000 0000"), 0, 6));
        assertCloses(() -> ErrorOffsetChunk.message(Bytes.ofHex("00000005 0001 fedcba9876543210"), 0, 14));
        assertCloses(() -> ErrorOffsetChunk.message(Bytes.ofHex("00000005 0000 fedcba98765432"), 0, 13));
    }

    @Test
    void anErrorWhoseTextIsWrongStillStands() {
        ByteBuffer chunk = Bytes.ofHex("00000005 0001 ff");

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> ErrorChunk.message(chunk, 0, 7))
                .matches(e -> !e.closesConnection());
        assertThat(ErrorChunk.error(chunk, 0)).isEqualTo(5);
    }

    @Test
    void blockStatusPayload() throws ProtocolException {
        ByteBuffer payload = Bytes.ofHex("0000000100000000 00000007 80000000");

        assertThat(Bytes.buffer(into -> BlockStatusPayload.encode(into, 1L << 32, 7, 1 << 31)))
                .isEqualTo(payload);
        assertThat(BlockStatusPayload.payloadLength(2)).isEqualTo(16);
        assertThat(BlockStatusPayload.contextCount(16)).isEqualTo(2);
        assertThat(BlockStatusPayload.effectLength(payload, 0)).isEqualTo(1L << 32);
        assertThat(BlockStatusPayload.contextId(payload, 0, 1)).isEqualTo(1 << 31);
        for (long length : new long[] {0, 8, 11, 13, -4}) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> BlockStatusPayload.contextCount(length))
                    .matches(e -> !e.closesConnection());
        }
    }
}
