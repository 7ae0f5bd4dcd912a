package org.nbdscript.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nbdscript.protocol.Bytes;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.TransmissionFlags;

class OptionReplyTest {
    private static final String MAGIC = "0003e889045565a9";
    private static final String TO_GO = MAGIC + "00000007";

    /** Every reply, as to GO, and its bytes, after the specification's layouts. */
    private static final Map<OptionReply, String> GOLDEN = Map.of(
            new OptionReply.Ack(),
            TO_GO + "00000001 00000000",
            new OptionReply.Server("ab", "é"),
            TO_GO + "00000002 00000008 00000002 6162 c3a9",
            new OptionReply.ExportInfo(0x8000000000000001L, new TransmissionFlags(0x8125)),
            TO_GO + "00000003 0000000c 0000 8000000000000001 8125",
            new OptionReply.NameInfo("ab"),
            TO_GO + "00000003 00000004 0001 6162",
            new OptionReply.DescriptionInfo(""),
            TO_GO + "00000003 00000002 0002",
            new OptionReply.BlockSizeInfo(new BlockSizes(1, 4096, 0xffffffffL)),
            TO_GO + "00000003 0000000e 0003 00000001 00001000 ffffffff",
            new OptionReply.UnknownInfo(0x7777),
            TO_GO + "00000003 00000002 7777",
            new OptionReply.MetaContext(7, "base:x"),
            TO_GO + "00000004 0000000a 00000007 626173653a78",
            new OptionReply.Failure(OptionReplyType.ERR_UNKNOWN, "no"),
            TO_GO + "80000006 00000002 6e6f",
            new OptionReply.Failure(0xffffffff, ""),
            TO_GO + "ffffffff 00000000");

    private static void assertCloses(String hex, String message) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> new OptionReplyDecoder().decode(Bytes.ofHex(hex)))
                .withMessageContaining(message)
                .matches(ProtocolException::closesConnection);
    }

    @Test
    void everyReplyHasTheSpecifiedBytes() {
        GOLDEN.forEach((reply, hex) -> {
            assertThat(Bytes.written(into -> into.put(OptionReplyCodec.encode(7, reply))))
                    .as(reply.toString())
                    .isEqualTo(Bytes.hex(hex));
        });
    }

    @Test
    void everyReplyIsReadBackFromSingleBytes() throws ProtocolException {
        OptionReplyDecoder decoder = new OptionReplyDecoder();
        for (Map.Entry<OptionReply, String> golden : GOLDEN.entrySet()) {
            ByteBuffer bytes = Bytes.ofHex(golden.getValue());
            for (int i = 0; i < bytes.limit() - 1; i++) {
                assertThat(decoder.decode(bytes.slice(i, 1))).isNull();
            }
            assertThat(decoder.decode(bytes.slice(bytes.limit() - 1, 1)))
                    .isEqualTo(new OptionReplyDecoder.Received(7, golden.getKey()));
        }
    }

    @Test
    void acknowledgementsAndErrorsAreFinal() {
        GOLDEN.keySet()
                .forEach(reply -> assertThat(reply.isFinal())
                        .as(reply.toString())
                        .isEqualTo(reply instanceof OptionReply.Ack || reply instanceof OptionReply.Failure));
    }

    @Test
    void repliesThatAreWrongClose() {
        assertCloses("0003e889045565a8", "0x0003e889045565a8");
        assertCloses(TO_GO + "00000001 00000001 00", "ACK has 0 bytes");
        assertCloses(TO_GO + "00000002 00000003 000000", "SERVER has at least 4 bytes");
        assertCloses(TO_GO + "00000002 00000004 00000001", "export name is said to have 1 bytes");
        assertCloses(TO_GO + "00000003 00000001 00", "INFO has at least 2 bytes");
        assertCloses(TO_GO + "00000003 00000003 0000 00", "INFO EXPORT has 10 bytes");
        assertCloses(TO_GO + "00000003 00000002 0003", "INFO BLOCK_SIZE has 12 bytes");
        assertCloses(TO_GO + "00000003 0000000e 0003 00000003 00001000 ffffffff", "minimum block size");
        assertCloses(TO_GO + "00000004 00000003 000000", "META_CONTEXT has at least 4 bytes");
        assertCloses(TO_GO + "00000005 00000000", "5 is no type");
        assertCloses(TO_GO + "80000001 00000001 ff", "not valid UTF-8");
        assertCloses(TO_GO + "80000001 ffffffff", "4294967295");
    }

    @Test
    void aMessageThatIsTooLongIsCutBetweenCharacters() throws ProtocolException {
        OptionReply failure = new OptionReply.Failure(OptionReplyType.ERR_POLICY, "x" + "é".repeat(3000));

        assertThat(new OptionReplyDecoder().decode(OptionReplyCodec.encode(3, failure)))
                .extracting(OptionReplyDecoder.Received::reply)
                .isEqualTo(new OptionReply.Failure(OptionReplyType.ERR_POLICY, "x" + "é".repeat(2047)));
    }

    @Test
    void theLongestNameAndDescriptionFit() throws ProtocolException {
        OptionReply server = new OptionReply.Server("n".repeat(4096), "d".repeat(4096));

        assertThat(new OptionReplyDecoder().decode(OptionReplyCodec.encode(3, server)))
                .isEqualTo(new OptionReplyDecoder.Received(3, server));
    }

    @Test
    void everyReplyTypeAndOptionIsFoundByItsNumber() {
        for (OptionReplyType type : OptionReplyType.values()) {
            assertThat(OptionReplyType.byCode(type.code())).isEqualTo(type);
        }
        for (NbdOption option : NbdOption.values()) {
            assertThat(NbdOption.byCode(option.code())).isEqualTo(option);
        }
        for (InfoType type : InfoType.values()) {
            assertThat(InfoType.byCode(type.code())).isEqualTo(type);
        }
        assertThat(OptionReplyType.byCode(0)).isNull();
        assertThat(OptionReplyType.byCode(0x80000000)).isNull();
        assertThat(OptionReplyType.byCode(0x8000000b)).isNull();
        assertThat(NbdOption.byCode(-1)).isNull();
        assertThat(NbdOption.nameOf(-1)).isEqualTo("option 4294967295");
    }

    @Test
    void blockSizesThatTheProtocolForbidsAreRefused() {
        assertThat(BlockSizes.problem(65536, 65536, 65536)).isNull();
        assertThat(BlockSizes.problem(512, 512, BlockSizes.UNLIMITED)).isNull();
        for (long[] sizes : List.of(
                new long[] {0, 4096, 1 << 25},
                new long[] {3, 4096, 1 << 25},
                new long[] {131072, 131072, 1 << 25},
                new long[] {1, 256, 1 << 25},
                new long[] {4096, 2048, 1 << 25},
                new long[] {1, 4097, 1 << 25},
                new long[] {1, 4096, 4095},
                new long[] {512, 4096, 4097},
                new long[] {1, 4096, 1L << 32})) {
            assertThatIllegalArgumentException().isThrownBy(() -> new BlockSizes(sizes[0], sizes[1], sizes[2]));
        }
    }
}
