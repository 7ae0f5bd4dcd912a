package org.nbdscript.protocol.transmission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nbdscript.protocol.TransmissionFlags;

class NbdCommandTest {
    private static final TransmissionFlags ALL = new TransmissionFlags(0x1fff);

    private static boolean allows(NbdCommand command, int flags) {
        return command.allows(CommandFlags.of(flags), ALL, false);
    }

    @Test
    void everyNumberFindsItsCommandAndOthersNone() {
        for (NbdCommand command : NbdCommand.values()) {
            assertThat(NbdCommand.byCode(command.code())).isEqualTo(command);
        }
        assertThat(NbdCommand.byCode(9)).isNull();
        assertThat(NbdCommand.byCode(0xffff)).isNull();
    }

    @Test
    void fuaGoesWithEveryCommandIfItIsAdvertised() {
        TransmissionFlags without = new TransmissionFlags(0x1fff & ~TransmissionFlags.SEND_FUA);
        for (NbdCommand command : NbdCommand.values()) {
            assertThat(allows(command, CommandFlags.FUA)).as(command.name()).isTrue();
            assertThat(command.allows(CommandFlags.of(CommandFlags.FUA), without, false))
                    .as(command.name())
                    .isEqualTo(command == NbdCommand.DISC);
        }
    }

    @Test
    void aFlagOfAnotherCommandIsRefused() {
        assertThat(allows(NbdCommand.READ, CommandFlags.DF)).isTrue();
        assertThat(allows(NbdCommand.WRITE, CommandFlags.DF)).isFalse();
        assertThat(allows(NbdCommand.WRITE_ZEROES, CommandFlags.NO_HOLE | CommandFlags.FAST_ZERO))
                .isTrue();
        assertThat(allows(NbdCommand.TRIM, CommandFlags.NO_HOLE)).isFalse();
        assertThat(allows(NbdCommand.BLOCK_STATUS, CommandFlags.REQ_ONE)).isTrue();
        assertThat(allows(NbdCommand.CACHE, CommandFlags.REQ_ONE)).isFalse();
        assertThat(allows(NbdCommand.READ, 1 << 15)).isFalse();
    }

    @Test
    void disconnectIgnoresItsFlags() {
        assertThat(allows(NbdCommand.DISC, 0xffff)).isTrue();
    }

    @Test
    void aFlagThatIsNotAdvertisedIsRefused() {
        CommandFlags df = CommandFlags.of(CommandFlags.DF);
        CommandFlags fastZero = CommandFlags.of(CommandFlags.FAST_ZERO);

        assertThat(NbdCommand.READ.allows(df, TransmissionFlags.NONE, false)).isFalse();
        assertThat(NbdCommand.WRITE_ZEROES.allows(fastZero, TransmissionFlags.NONE, false))
                .isFalse();
    }

    @Test
    void payloadLengthIsForExtendedHeadersAndThereAMustForWrites() {
        CommandFlags payload = CommandFlags.of(CommandFlags.PAYLOAD_LEN);

        assertThat(NbdCommand.WRITE.allows(payload, ALL, false)).isFalse();
        assertThat(NbdCommand.WRITE.allows(payload, ALL, true)).isTrue();
        assertThat(NbdCommand.WRITE.allows(CommandFlags.NONE, ALL, true)).isFalse();
        assertThat(NbdCommand.READ.allows(payload, ALL, true)).isFalse();
        assertThat(NbdCommand.BLOCK_STATUS.allows(payload, ALL, true)).isTrue();
        assertThat(NbdCommand.BLOCK_STATUS.allows(payload, TransmissionFlags.NONE, true))
                .isFalse();
    }

    @Test
    void knownFlagsAreSharedInstancesAndUnknownOnesAreKept() {
        assertThat(CommandFlags.of(0x21)).isSameAs(CommandFlags.of(0x21));
        assertThat(CommandFlags.of(0x8001).bits()).isEqualTo(0x8001);
    }

    @Test
    void everyErrorIsFoundByItsNumberAndUnknownOnesAreInvalid() {
        for (NbdError error : NbdError.values()) {
            assertThat(NbdError.byCode(error.code())).isEqualTo(error);
        }
        assertThat(NbdError.byCode(2)).isNull();
        assertThat(NbdError.byCode(-1)).isNull();
        assertThat(NbdError.byCodeOrInvalid(4711)).isEqualTo(NbdError.EINVAL);
    }

    @Test
    void everyChunkTypeIsFoundByItsNumber() {
        for (ChunkType type : ChunkType.values()) {
            assertThat(ChunkType.byCode(type.code())).isEqualTo(type);
        }
        assertThat(ChunkType.byCode(3)).isNull();
        assertThat(ChunkType.byCode(0x8000)).isNull();
        assertThat(ChunkType.byCode(0xffff)).isNull();
        assertThat(ChunkType.isError(0x8077)).isTrue();
    }
}
