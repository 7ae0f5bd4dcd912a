package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;
import org.nbdscript.fakes.FakeRead;

class ContractGuardTest {
    private static final LayerName LAYER = new LayerName("disk.py");
    private final FakeDisk disk = new FakeDisk(4096);

    @Test
    void aNegativeSizeIsRefusedAndTheDiskClosed() {
        disk.size = -1;
        assertThatGuardFails(Errno.EIO, "get_size of disk.py returned -1, expected 0 to 2^63-1");
        assertThat(disk.calls).containsExactly("close");
    }

    @Test
    void aSizeThatItsBlocksDoNotFillIsRefused() {
        disk.size = 4095;
        disk.blockSize = new BlockSize(512, 4096, 4096);
        assertThatGuardFails(
                Errno.EIO, "block_size of disk.py returned a minimum of 512, of which the size, 4095, is no multiple");
    }

    @Test
    void contextsThatComeTwiceOrAreTooManyAreRefused() {
        disk.contexts = List.of(new MetaContext("x-a:1"), new MetaContext("x-a:1", true));
        assertThatGuardFails(Errno.EIO, "meta_contexts of disk.py returned x-a:1 twice");
        disk.contexts = IntStream.range(0, 257)
                .mapToObj(number -> new MetaContext("x-a:" + number))
                .toList();
        assertThatGuardFails(Errno.EIO, "meta_contexts of disk.py returned 257 contexts, expected at most 256");
    }

    @Test
    void aStatusThatLeavesAGapIsTheLayersFault() {
        disk.contexts = List.of(new MetaContext("x-a:1"));
        disk.statuses = sink -> {
            sink.add(0, 512, 1);
            sink.add(1024, 512, 1);
        };
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(() ->
                        guard().blockStatus("x-a:1", 0, 2048, RequestFlags.NONE, (offset, length, status) -> true))
                .withMessage("block_status of disk.py left a gap: 512 to 1024");
    }

    @Test
    void fuaByFlushWithoutAFlushIsRefused() {
        disk.capabilities =
                FakeDisk.ALL.toBuilder().fua(Support.EMULATE).canFlush(false).build();
        assertThatGuardFails(Errno.EIO, "can_fua of disk.py is emulate, but there is no flush to do it by");
    }

    @Test
    void fastZeroWithoutZeroIsRefused() {
        disk.capabilities = FakeDisk.ALL.toBuilder().zero(Support.NONE).build();
        assertThatGuardFails(Errno.EIO, "can_fast_zero of disk.py is true, but can_zero is none");
    }

    @Test
    void whatADiskThatIsNotWrittenSaysOfWritesMayContradictItself() {
        disk.capabilities = FakeDisk.ALL.toBuilder()
                .canWrite(false)
                .fua(Support.EMULATE)
                .canFlush(false)
                .build();
        assertThat(guard().capabilities()).isEqualTo(disk.capabilities);
    }

    @Test
    void descriptionsMayHave4096BytesAndNoMore() {
        disk.description = "ä".repeat(2048);
        assertThat(guard().description()).isEqualTo(disk.description);
        disk.description += "a";
        assertThatGuardFails(
                Errno.EIO,
                "export_description of disk.py returned a description of 4097 bytes of UTF-8, expected at most 4096");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\ud800"})
    void descriptionsThatAreNoTextAreRefused(String text) {
        disk.description = text;
        assertThatGuardFails(
                Errno.EIO,
                "export_description of disk.py returned a description that is no text: it has a NUL or half a"
                        + " character");
    }

    @Test
    void theSizeIsCheckedEachTimeItIsAsked() {
        disk.blockSize = new BlockSize(512, 4096, BlockSize.UNLIMITED);
        Disk guard = guard();
        disk.size = 8192;
        assertThat(guard.size()).isEqualTo(8192);
        disk.size = 1000;
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(guard::size)
                .withMessage(
                        "block_size of disk.py returned a minimum of 512, of which the size, 1000, is no multiple");
        disk.size = -1;
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(guard::size)
                .withMessage("get_size of disk.py returned -1, expected 0 to 2^63-1");
    }

    @Test
    void anyOtherExceptionIsEioWithItsTextAndCause() {
        IllegalStateException cause = new IllegalStateException("no such thing");
        disk.failing("write", cause);
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(() -> guard().write(ByteBuffer.allocate(1), 0, RequestFlags.NONE))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EIO))
                .withMessage("pwrite of disk.py failed: no such thing")
                .withCause(cause);
    }

    @Test
    void aLayerThatLendsMoreOrLessThanTheWriteIsAtFault() {
        disk.lending = target -> {
            target.add(ByteBuffer.allocateDirect(20), 10, 10);
            return true;
        };
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(() -> guard().lend(0, 11, (buffer, index, length) -> {}))
                .withMessage("pwrite of disk.py lent 10 bytes of memory, expected 11");
        assertThat(guard().lend(0, 10, (buffer, index, length) -> {})).isTrue();
    }

    @Test
    void aLayerThatLendsWhatCannotBeWrittenIsAtFault() {
        disk.lending = target -> {
            target.add(ByteBuffer.allocateDirect(10).asReadOnlyBuffer(), 0, 10);
            return true;
        };
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(() -> guard().lend(0, 10, (buffer, index, length) -> {}))
                .withMessageStartingWith("pwrite of disk.py lent ");
    }

    @Test
    void aReadAtOnceIsCheckedAsAnyOther() {
        disk.reading = request -> request.hole(request.offset() + 1, request.length() - 1);
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(() -> guard().readNow(new FakeRead(0, 10)))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EIO));
    }

    @Test
    void extentsAtOnceAreCheckedAsAnyOthers() {
        disk.extentsNow = sink -> sink.add(1, 9, ExtentType.DATA);
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(() -> guard().extentsNow(0, 10, RequestFlags.NONE, (offset, length, type) -> true))
                .withMessage("extents of disk.py begins at 1, expected an extent that has the first byte asked for, 0");
    }

    @Test
    void extentsThatDidNotComeAtOnceAreNoBreach() {
        disk.extentsNow = sink -> false;
        assertThat(guard().extentsNow(0, 10, RequestFlags.NONE, (offset, length, type) -> true))
                .isFalse();
    }

    @Test
    void anExceptionThatIsNotDeclaredIsContained() {
        disk.before = call -> throwUnchecked(new IOException("the cable is out"));
        assertThatCallFails(Errno.EIO, "flush of disk.py failed: the cable is out");
    }

    @Test
    void anExceptionWithoutATextIsNamed() {
        disk.failing("flush", new IllegalStateException());
        assertThatCallFails(Errno.EIO, "flush of disk.py failed: java.lang.IllegalStateException");
    }

    @Test
    void anExceptionThatTheLayerMeantIsPassedOnAsItIs() {
        NbdException meant = new NbdException(Errno.ENOSPC, "full");
        disk.failing("flush", meant);
        assertThatThrownBy(guard()::flush).isSameAs(meant);
    }

    @Test
    void aScriptThatTakesAllMemoryIsContained() {
        disk.before = call -> throwUnchecked(new OutOfMemoryError("Java heap space"));
        assertThatCallFails(Errno.ENOMEM, "flush of disk.py ran out of memory");
    }

    @Test
    void aScriptThatCallsItselfWithoutEndIsContained() {
        disk.before = this::callWithoutEnd;
        assertThatCallFails(Errno.EIO, "flush of disk.py ran out of stack: it calls itself too deep");
    }

    private void callWithoutEnd(String call) {
        disk.before.accept(call);
    }

    @Test
    void anAssertionOfALayerIsContained() {
        disk.before = call -> throwUnchecked(new AssertionError("1 == 2"));
        assertThatCallFails(Errno.EIO, "flush of disk.py failed: 1 == 2");
    }

    @Test
    void aVirtualMachineThatIsBrokenIsNotHidden() {
        InternalError broken = new InternalError("bad");
        disk.before = call -> throwUnchecked(broken);
        assertThatThrownBy(guard()::flush).isSameAs(broken);
    }

    @Test
    void anInterruptionStaysSeen() {
        disk.before = call -> throwUnchecked(new InterruptedException());
        assertThatCallFails(Errno.EINTR, "flush of disk.py was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @SuppressWarnings("unchecked") // as scripts throw checked exceptions
    private static <E extends Throwable> void throwUnchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private Disk guard() {
        return ContractGuard.around(LAYER, disk);
    }

    private void assertThatCallFails(Errno errno, String message) {
        assertFailure(errno, message, guard()::flush);
    }

    private void assertThatGuardFails(Errno errno, String message) {
        assertFailure(errno, message, this::guard);
    }

    private static void assertFailure(Errno errno, String message, Runnable call) {
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(call::run)
                .withMessage(message)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }
}
