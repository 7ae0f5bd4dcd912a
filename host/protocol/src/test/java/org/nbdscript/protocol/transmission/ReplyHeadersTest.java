package org.nbdscript.protocol.transmission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.nbdscript.protocol.Bytes;
import org.nbdscript.protocol.ProtocolException;

class ReplyHeadersTest {
    private static final long COOKIE = 0x0123456789abcdefL;
    private static final String SUCCESS = "67446698 00000000 0123456789abcdef";
    private static final String FAILURE = "67446698 0000001c 0123456789abcdef";
    private static final String STRUCTURED = "668e33ef 0001 8001 0123456789abcdef ffffffff";
    private static final String EXTENDED = "6e8a278c 0000 0006 0123456789abcdef fedcba9876543210 0000000000000018";

    @Test
    void simpleRepliesHaveTheSpecifiedBytes() {
        assertThat(Bytes.written(into -> SimpleReplyHeader.encodeSuccess(into, COOKIE)))
                .isEqualTo(Bytes.hex(SUCCESS));
        assertThat(Bytes.written(into -> SimpleReplyHeader.encodeError(into, NbdError.ENOSPC, COOKIE)))
                .isEqualTo(Bytes.hex(FAILURE))
                .hasSize(2 * SimpleReplyHeader.SIZE);
    }

    @Test
    void simpleRepliesAreReadBack() {
        ByteBuffer buffer = Bytes.ofHex(SUCCESS + FAILURE);

        assertThat(SimpleReplyHeader.error(buffer, 0)).isZero();
        assertThat(SimpleReplyHeader.cookie(buffer, 0)).isEqualTo(COOKIE);
        assertThat(SimpleReplyHeader.error(buffer, 16)).isEqualTo(28);
        assertThat(SimpleReplyHeader.cookie(buffer, 16)).isEqualTo(COOKIE);
    }

    @Test
    void structuredRepliesHaveTheSpecifiedBytes() {
        assertThat(Bytes.written(
                        into -> StructuredReplyHeader.encode(into, true, ChunkType.ERROR, COOKIE, 0xffffffffL)))
                .isEqualTo(Bytes.hex(STRUCTURED))
                .hasSize(2 * StructuredReplyHeader.SIZE);
    }

    @Test
    void structuredRepliesAreReadBack() {
        ByteBuffer buffer = Bytes.ofHex("00" + STRUCTURED);

        assertThat(StructuredReplyHeader.done(buffer, 1)).isTrue();
        assertThat(StructuredReplyHeader.type(buffer, 1)).isEqualTo(ChunkType.ERROR.code());
        assertThat(StructuredReplyHeader.cookie(buffer, 1)).isEqualTo(COOKIE);
        assertThat(StructuredReplyHeader.length(buffer, 1)).isEqualTo(0xffffffffL);
    }

    @Test
    void extendedRepliesHaveTheSpecifiedBytes() {
        assertThat(Bytes.written(into -> ExtendedReplyHeader.encode(
                        into, false, ChunkType.BLOCK_STATUS_EXT, COOKIE, 0xfedcba9876543210L, 24)))
                .isEqualTo(Bytes.hex(EXTENDED))
                .hasSize(2 * ExtendedReplyHeader.SIZE);
    }

    @Test
    void extendedRepliesAreReadBack() {
        ByteBuffer buffer = Bytes.ofHex("00" + EXTENDED);

        assertThat(ExtendedReplyHeader.done(buffer, 1)).isFalse();
        assertThat(ExtendedReplyHeader.type(buffer, 1)).isEqualTo(6);
        assertThat(ExtendedReplyHeader.cookie(buffer, 1)).isEqualTo(COOKIE);
        assertThat(ExtendedReplyHeader.offset(buffer, 1)).isEqualTo(0xfedcba9876543210L);
        assertThat(ExtendedReplyHeader.length(buffer, 1)).isEqualTo(24);
    }

    @Test
    void theMagicTellsTheFormatOnceTheWholeHeaderIsThere() throws ProtocolException {
        assertArrivesLast(SUCCESS, ReplyFormat.SIMPLE);
        assertArrivesLast(STRUCTURED, ReplyFormat.STRUCTURED);
        assertArrivesLast(EXTENDED, ReplyFormat.EXTENDED);
    }

    private static void assertArrivesLast(String hex, ReplyFormat format) throws ProtocolException {
        ByteBuffer whole = Bytes.ofHex(hex);
        for (int end = 0; end < whole.limit(); end++) {
            assertThat(ReplyFormat.arrived(whole.slice(0, end))).isNull();
        }
        assertThat(ReplyFormat.arrived(whole)).isEqualTo(format);
    }

    @Test
    void reservedAndUnknownMagicsClose() {
        for (String magic : new String[] {"12560953", "96744668", "25609514", "00000000"}) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> ReplyFormat.arrived(Bytes.ofHex(magic)))
                    .withMessageContaining(magic)
                    .matches(ProtocolException::closesConnection);
        }
    }

    @Test
    void chunksAreWrittenInTheNegotiatedForm() {
        assertThat(Bytes.written(into ->
                        ReplyFormat.STRUCTURED.encodeChunkHeader(into, true, ChunkType.ERROR, COOKIE, 5, 0xffffffffL)))
                .isEqualTo(Bytes.hex(STRUCTURED));
        assertThat(Bytes.written(into -> ReplyFormat.EXTENDED.encodeChunkHeader(
                        into, false, ChunkType.BLOCK_STATUS_EXT, COOKIE, 0xfedcba9876543210L, 24)))
                .isEqualTo(Bytes.hex(EXTENDED));
        assertThatIllegalStateException()
                .isThrownBy(() -> ReplyFormat.SIMPLE.encodeChunkHeader(
                        ByteBuffer.allocate(32), true, ChunkType.NONE, COOKIE, 0, 0));
    }
}
