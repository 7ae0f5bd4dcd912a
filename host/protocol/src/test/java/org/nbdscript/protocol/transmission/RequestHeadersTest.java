package org.nbdscript.protocol.transmission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.nbdscript.protocol.Bytes;
import org.nbdscript.protocol.ProtocolException;

class RequestHeadersTest {
    private static final String COMPACT = "25609513 0009 0001 0123456789abcdef fedcba9876543210 fffffffe";
    private static final String EXTENDED = "21e41c71 0020 0001 0123456789abcdef fedcba9876543210 0000000100000000";

    @Test
    void theCompactHeaderHasTheSpecifiedBytes() {
        String written = Bytes.written(
                into -> RequestHeader.encode(into, 9, 1, 0x0123456789abcdefL, 0xfedcba9876543210L, 0xfffffffeL));

        assertThat(written).isEqualTo(Bytes.hex(COMPACT)).hasSize(2 * RequestHeader.SIZE);
    }

    @Test
    void theCompactHeaderIsReadAtAnyPosition() {
        ByteBuffer buffer = Bytes.ofHex("ffffff" + COMPACT);

        assertThat(RequestHeader.flags(buffer, 3)).isEqualTo(CommandFlags.FUA | CommandFlags.REQ_ONE);
        assertThat(RequestHeader.type(buffer, 3)).isEqualTo(NbdCommand.WRITE.code());
        assertThat(RequestHeader.cookie(buffer, 3)).isEqualTo(0x0123456789abcdefL);
        assertThat(RequestHeader.offset(buffer, 3)).isEqualTo(0xfedcba9876543210L);
        assertThat(RequestHeader.length(buffer, 3)).isEqualTo(0xfffffffeL);
        assertThat(buffer.position()).isZero();
    }

    @Test
    void theExtendedHeaderHasTheSpecifiedBytes() {
        String written = Bytes.written(into ->
                ExtendedRequestHeader.encode(into, 0x20, 1, 0x0123456789abcdefL, 0xfedcba9876543210L, 1L << 32));

        assertThat(written).isEqualTo(Bytes.hex(EXTENDED)).hasSize(2 * ExtendedRequestHeader.SIZE);
    }

    @Test
    void theExtendedHeaderIsReadAtAnyPosition() {
        ByteBuffer buffer = Bytes.ofHex("ff" + EXTENDED);

        assertThat(ExtendedRequestHeader.flags(buffer, 1)).isEqualTo(CommandFlags.PAYLOAD_LEN);
        assertThat(ExtendedRequestHeader.type(buffer, 1)).isEqualTo(NbdCommand.WRITE.code());
        assertThat(ExtendedRequestHeader.cookie(buffer, 1)).isEqualTo(0x0123456789abcdefL);
        assertThat(ExtendedRequestHeader.offset(buffer, 1)).isEqualTo(0xfedcba9876543210L);
        assertThat(ExtendedRequestHeader.length(buffer, 1)).isEqualTo(1L << 32);
        assertThat(ExtendedRequestHeader.payloadLength(buffer, 1)).isEqualTo(1L << 32);
    }

    @Test
    void flagsAndTypesAreUnsigned() {
        ByteBuffer buffer = Bytes.buffer(into -> RequestHeader.encode(into, 0xffff, 0xfffe, 0, 0, 0));

        assertThat(RequestHeader.flags(buffer, 0)).isEqualTo(0xffff);
        assertThat(RequestHeader.type(buffer, 0)).isEqualTo(0xfffe);
    }

    @Test
    void onlyAWriteHasAPayloadInTheCompactForm() {
        ByteBuffer write = Bytes.buffer(into -> RequestHeader.encode(into, 0, 1, 0, 0, 512));
        ByteBuffer read = Bytes.buffer(into -> RequestHeader.encode(into, CommandFlags.PAYLOAD_LEN, 0, 0, 0, 512));

        assertThat(RequestHeader.payloadLength(write, 0)).isEqualTo(512);
        assertThat(RequestHeader.payloadLength(read, 0)).isZero();
    }

    @Test
    void onlyTheFlagSaysThatAPayloadFollowsInTheExtendedForm() {
        ByteBuffer write = Bytes.buffer(into -> ExtendedRequestHeader.encode(into, 0, 1, 0, 0, 512));
        ByteBuffer unknown = Bytes.buffer(into -> ExtendedRequestHeader.encode(into, 0x20, 99, 0, 0, 512));

        assertThat(ExtendedRequestHeader.payloadLength(write, 0)).isZero();
        assertThat(ExtendedRequestHeader.payloadLength(unknown, 0)).isEqualTo(512);
    }

    @Test
    void aHeaderHasArrivedWithItsLastByte() throws ProtocolException {
        ByteBuffer compact = Bytes.ofHex(COMPACT);
        ByteBuffer extended = Bytes.ofHex(EXTENDED);
        for (int end = 0; end <= RequestHeader.SIZE; end++) {
            assertThat(RequestHeader.hasArrived(compact.slice(0, end))).isEqualTo(end == RequestHeader.SIZE);
        }
        for (int end = 0; end <= ExtendedRequestHeader.SIZE; end++) {
            assertThat(ExtendedRequestHeader.hasArrived(extended.slice(0, end)))
                    .isEqualTo(end == ExtendedRequestHeader.SIZE);
        }
    }

    @Test
    void aWrongMagicClosesAsSoonAsItIsThere() throws ProtocolException {
        ByteBuffer compact = Bytes.ofHex(COMPACT);
        assertThat(ExtendedRequestHeader.hasArrived(compact.slice(0, 3))).isFalse();

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> ExtendedRequestHeader.hasArrived(compact.slice(0, 4)))
                .withMessageContaining("0x21e41c71")
                .withMessageContaining("0x25609513")
                .matches(ProtocolException::closesConnection);
    }

    @Test
    void aCompactLengthOf64BitsIsNotWritten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestHeader.encode(ByteBuffer.allocate(28), 0, 0, 0, 0, 1L << 32));
    }

    @Test
    void bothFormatsHaveAllButTheLengthAtTheSamePlace() throws ProtocolException {
        ByteBuffer compact = Bytes.ofHex(COMPACT);
        ByteBuffer extended = Bytes.ofHex(EXTENDED);

        assertThat(RequestFormat.COMPACT.hasArrived(compact)).isTrue();
        assertThat(RequestFormat.EXTENDED.hasArrived(extended)).isTrue();
        assertThat(RequestHeader.flags(extended, 0)).isEqualTo(ExtendedRequestHeader.flags(extended, 0));
        assertThat(RequestHeader.type(extended, 0)).isEqualTo(ExtendedRequestHeader.type(extended, 0));
        assertThat(RequestHeader.cookie(extended, 0)).isEqualTo(ExtendedRequestHeader.cookie(extended, 0));
        assertThat(RequestHeader.offset(extended, 0)).isEqualTo(ExtendedRequestHeader.offset(extended, 0));
        assertThat(RequestFormat.COMPACT.length(compact, 0)).isEqualTo(0xfffffffeL);
        assertThat(RequestFormat.EXTENDED.length(extended, 0)).isEqualTo(1L << 32);
        assertThat(RequestFormat.COMPACT.payloadLength(compact, 0)).isEqualTo(0xfffffffeL);
        assertThat(RequestFormat.EXTENDED.payloadLength(extended, 0)).isEqualTo(1L << 32);
        assertThat(RequestFormat.COMPACT.size()).isEqualTo(compact.limit());
        assertThat(RequestFormat.EXTENDED.size()).isEqualTo(extended.limit());
    }
}
