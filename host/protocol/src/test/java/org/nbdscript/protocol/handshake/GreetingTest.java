package org.nbdscript.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.nbdscript.protocol.Bytes;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.TransmissionFlags;

class GreetingTest {
    private static final String ZEROES = "00".repeat(124);
    private static final String NEWSTYLE = Bytes.hex("4e42444d41474943 49484156454f5054 0003");
    private static final String OLDSTYLE =
            Bytes.hex("4e42444d41474943 0000420281861253 0000000100000000 0000 0005") + ZEROES;

    private static final ClientFlags WITH_ZEROES = new ClientFlags(ClientFlags.C_FIXED_NEWSTYLE);

    @Test
    void bothStylesHaveTheSpecifiedBytes() {
        assertThat(Bytes.written(new Greeting.Newstyle(HandshakeFlags.ALL)::encode))
                .isEqualTo(NEWSTYLE);
        assertThat(Bytes.written(new Greeting.Oldstyle(1L << 32, new TransmissionFlags(5))::encode))
                .isEqualTo(OLDSTYLE)
                .hasSize(2 * 152);
    }

    @Test
    void bothStylesAreReadBackOnceTheyAreWhole() throws ProtocolException {
        assertReadOnceWhole(NEWSTYLE, new Greeting.Newstyle(HandshakeFlags.ALL));
        assertReadOnceWhole(OLDSTYLE, new Greeting.Oldstyle(1L << 32, new TransmissionFlags(5)));
    }

    private static void assertReadOnceWhole(String hex, Greeting greeting) throws ProtocolException {
        ByteBuffer bytes = Bytes.ofHex(hex);
        int whole = bytes.limit();
        for (int end = 0; end < whole; end++) {
            assertThat(Greeting.decode(bytes.limit(end))).isNull();
            assertThat(bytes.position()).isZero();
        }
        assertThat(Greeting.decode(bytes.limit(whole))).isEqualTo(greeting);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void anotherServersGreetingCloses() {
        for (String hex : new String[] {"5353482d322e302d", "4e42444d41474943 5353482d322e302d"}) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> Greeting.decode(Bytes.ofHex(hex)))
                    .withMessageContaining("0x5353482d322e302d")
                    .matches(ProtocolException::closesConnection);
        }
    }

    @Test
    void clientFlagsThatWereNotOfferedClose() throws ProtocolException {
        HandshakeFlags fixedOnly = new HandshakeFlags(HandshakeFlags.FIXED_NEWSTYLE);

        assertThat(ClientFlags.decode(Bytes.ofHex("00000003"), HandshakeFlags.ALL))
                .isEqualTo(ClientFlags.ALL);
        assertThat(ClientFlags.decode(Bytes.ofHex("00000001"), fixedOnly)).isEqualTo(WITH_ZEROES);
        for (String flags : new String[] {"00000002", "00000004", "80000001"}) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> ClientFlags.decode(Bytes.ofHex(flags), fixedOnly))
                    .matches(ProtocolException::closesConnection);
        }
        assertThat(Bytes.written(ClientFlags.ALL::encode)).isEqualTo("00000003");
    }

    @Test
    void theAnswerToExportNameEndsInZeroesUnlessTheClientDoesWithout() {
        ExportNameReply reply = new ExportNameReply(1L << 32, new TransmissionFlags(0x103));
        String bytes = Bytes.hex("0000000100000000 0103");

        assertThat(Bytes.written(into -> reply.encode(into, ClientFlags.ALL))).isEqualTo(bytes);
        assertThat(Bytes.written(into -> reply.encode(into, WITH_ZEROES))).isEqualTo(bytes + ZEROES);
        assertThat(ExportNameReply.decode(Bytes.ofHex(bytes), ClientFlags.ALL)).isEqualTo(reply);
        assertThat(ExportNameReply.decode(Bytes.ofHex(bytes), WITH_ZEROES)).isNull();
        assertThat(ExportNameReply.decode(Bytes.ofHex(bytes + ZEROES), WITH_ZEROES))
                .isEqualTo(reply);
    }
}
