package org.nbdscript.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nbdscript.protocol.Bytes;
import org.nbdscript.protocol.ProtocolException;

class OptionRequestTest {
    private static final String IHAVEOPT = "49484156454f5054";

    /** Every option and its bytes, after the specification's layouts. */
    private static final Map<OptionRequest, String> GOLDEN = Map.ofEntries(
            Map.entry(new OptionRequest.ExportName("dé"), IHAVEOPT + "00000001 00000003 64c3a9"),
            Map.entry(new OptionRequest.Abort(), IHAVEOPT + "00000002 00000000"),
            Map.entry(new OptionRequest.ListExports(), IHAVEOPT + "00000003 00000000"),
            Map.entry(new OptionRequest.StartTls(), IHAVEOPT + "00000005 00000000"),
            Map.entry(new OptionRequest.Info("", Set.of()), IHAVEOPT + "00000006 00000006 00000000 0000"),
            Map.entry(
                    new OptionRequest.Go("ab", Set.of(InfoType.BLOCK_SIZE, InfoType.NAME)),
                    IHAVEOPT + "00000007 0000000c 00000002 6162 0002 0001 0003"),
            Map.entry(new OptionRequest.StructuredReply(), IHAVEOPT + "00000008 00000000"),
            Map.entry(
                    new OptionRequest.ListMetaContext("a", List.of()),
                    IHAVEOPT + "00000009 00000009 00000001 61 00000000"),
            Map.entry(
                    new OptionRequest.SetMetaContext("", List.of("base:", "x-y:z")),
                    IHAVEOPT + "0000000a 0000001a 00000000 00000002 00000005 626173653a 00000005 782d793a7a"),
            Map.entry(new OptionRequest.ExtendedHeaders(), IHAVEOPT + "0000000b 00000000"),
            Map.entry(new OptionRequest.Unknown(0x12345), IHAVEOPT + "00012345 00000000"));

    private static OptionRequest decode(String hex) throws ProtocolException {
        OptionRequest request = new OptionDecoder().decode(Bytes.ofHex(IHAVEOPT + hex));
        return Objects.requireNonNull(request, "the option is not whole");
    }

    private static void assertInvalid(String hex, String message) throws ProtocolException {
        assertThat(decode(hex)).isInstanceOfSatisfying(OptionRequest.Malformed.class, malformed -> {
            assertThat(malformed.error()).isEqualTo(OptionReplyType.ERR_INVALID);
            assertThat(malformed.message()).contains(message);
        });
    }

    @Test
    void everyOptionHasTheSpecifiedBytes() {
        GOLDEN.forEach((request, hex) -> {
            assertThat(Bytes.written(into -> into.put(OptionRequestCodec.encode(request))))
                    .as(request.toString())
                    .isEqualTo(Bytes.hex(hex));
        });
    }

    @Test
    void everyOptionIsReadBackFromSingleBytes() throws ProtocolException {
        OptionDecoder decoder = new OptionDecoder();
        for (Map.Entry<OptionRequest, String> golden : GOLDEN.entrySet()) {
            ByteBuffer bytes = Bytes.ofHex(golden.getValue());
            for (int i = 0; i < bytes.limit() - 1; i++) {
                assertThat(decoder.decode(bytes.slice(i, 1))).isNull();
            }
            assertThat(decoder.decode(bytes.slice(bytes.limit() - 1, 1))).isEqualTo(golden.getKey());
        }
    }

    @Test
    void optionsThatArriveTogetherAreTakenOneByOne() throws ProtocolException {
        ByteBuffer two = Bytes.ofHex(IHAVEOPT + "00000003 00000000" + IHAVEOPT + "00000002 00000001 ff 77");
        OptionDecoder decoder = new OptionDecoder();

        assertThat(decoder.decode(two)).isEqualTo(new OptionRequest.ListExports());
        assertThat(two.position()).isEqualTo(16);
        assertThat(decoder.decode(two)).isEqualTo(new OptionRequest.Abort());
        assertThat(two.remaining()).isEqualTo(1);
    }

    @Test
    void aWrongMagicClosesWithItsEighthByte() throws ProtocolException {
        OptionDecoder decoder = new OptionDecoder();
        assertThat(decoder.decode(Bytes.ofHex("49484156454f50"))).isNull();

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> decoder.decode(Bytes.ofHex("55")))
                .withMessageContaining("0x49484156454f5055")
                .matches(ProtocolException::closesConnection);
    }

    @Test
    void dataWhereNoneBelongsIsInvalidSaveForAbort() throws ProtocolException {
        for (String option : List.of("00000003", "00000005", "00000008", "0000000b")) {
            assertInvalid(option + "00000001 00", "takes no data");
        }
        assertThat(decode("00000002 00000002 ffff")).isEqualTo(new OptionRequest.Abort());
    }

    @Test
    void withdrawnAndUnknownOptionsAreUnknownWhateverTheirData() throws ProtocolException {
        assertThat(decode("00000004 00000002 ffff")).isEqualTo(new OptionRequest.Unknown(4));
        assertThat(decode("ffffffff 00000002 ffff")).isEqualTo(new OptionRequest.Unknown(-1));
    }

    @Test
    void unknownAndRepeatedInformationRequestsAreLeftOut() throws ProtocolException {
        assertThat(decode("00000007 0000000e 00000000 0004 0003 0077 0003 0002"))
                .isEqualTo(new OptionRequest.Go("", Set.of(InfoType.BLOCK_SIZE, InfoType.DESCRIPTION)));
    }

    @Test
    void lengthsThatDoNotFitAreInvalid() throws ProtocolException {
        assertInvalid("00000006 00000000", "ends before the export name's length");
        assertInvalid("00000006 00000006 00000003 0000", "is said to have 3 bytes");
        assertInvalid("00000006 00000006 ffffffff 0000", "4294967295");
        assertInvalid("00000006 00000004 00000000", "ends before the number of information requests");
        assertInvalid("00000007 00000007 00000000 0000 00", "1 bytes came");
        assertInvalid("00000007 00000008 00000000 ffff 0001", "131070 bytes");
        assertInvalid("00000009 00000008 00000000 00000001", "ends before a query's length");
        assertInvalid("0000000a 0000000c 00000000 00000001 00000001", "query is said to have 1 bytes");
        assertInvalid("0000000a 00000009 00000000 00000000 00", "after the last query");
    }

    @Test
    void namesAreUtf8WithoutNul() throws ProtocolException {
        assertInvalid("00000006 00000007 00000001 ff 0000", "not valid UTF-8");
        assertInvalid("00000006 00000007 00000001 00 0000", "NUL");
    }

    @Test
    void tooManyQueriesAreTooBig() throws ProtocolException {
        assertThat(decode("00000009 00000008 00000000 00001001"))
                .isInstanceOfSatisfying(
                        OptionRequest.Malformed.class,
                        malformed -> assertThat(malformed.error()).isEqualTo(OptionReplyType.ERR_TOO_BIG));
    }

    @Test
    void aWrongExportNameClosesSinceItCannotBeAnswered() {
        for (String data : List.of("00000001 ff", "00000001 00")) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> decode("00000001" + data))
                    .matches(ProtocolException::closesConnection);
        }
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> decode("00000001 00001001"))
                .withMessageContaining("EXPORT_NAME announces 4097 bytes");
    }

    @Test
    void dataBeyondTheLimitIsSkippedAndAnsweredAsTooBig() throws ProtocolException {
        OptionDecoder decoder = new OptionDecoder(64, 1000);
        assertThat(decoder.decode(Bytes.ofHex(IHAVEOPT + "00000007 000003e8"))).isNull();
        assertThat(decoder.decode(ByteBuffer.allocate(999))).isNull();
        assertThat(decoder.storedBytes()).isZero();

        assertThat(decoder.decode(ByteBuffer.allocate(2)))
                .isInstanceOfSatisfying(OptionRequest.Malformed.class, malformed -> {
                    assertThat(malformed.error()).isEqualTo(OptionReplyType.ERR_TOO_BIG);
                    assertThat(malformed.option()).isEqualTo(7);
                    assertThat(malformed.message()).contains("1000").contains("64");
                });
    }

    @Test
    void fourGibibytesOfDataCloseWithoutBeingAwaited() {
        for (String option : List.of("00000001", "00000002", "00000007", "0000000a", "00001234")) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> decode(option + "ffffffff"))
                    .withMessageContaining("4294967295")
                    .matches(ProtocolException::closesConnection);
        }
    }

    @Test
    void memoryGrowsWithWhatHasComeNotWithWhatIsAnnounced() throws ProtocolException {
        OptionDecoder decoder = new OptionDecoder(Integer.MAX_VALUE, 0);
        assertThat(decoder.decode(Bytes.ofHex(IHAVEOPT + "00000007 7fffffff"))).isNull();
        int came = 0;
        while (came < 100_000) {
            assertThat(decoder.decode(ByteBuffer.allocate(100))).isNull();
            came += 100;
            assertThat(decoder.storedBytes()).isLessThanOrEqualTo(Math.max(512, 2 * came));
        }
    }

    @Test
    void aNameThatTheProtocolCannotCarryIsNotSent() {
        for (String name : List.of("a\0b", "x".repeat(4097), "\ud800")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OptionRequestCodec.encode(new OptionRequest.ExportName(name)));
        }
    }
}
