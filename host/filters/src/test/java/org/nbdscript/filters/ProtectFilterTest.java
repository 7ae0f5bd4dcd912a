package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

class ProtectFilterTest extends FilterContract {
    private final ModelPlugin plugin = new ModelPlugin(new byte[2048]);

    @Override
    protected Filter filter() {
        return new ProtectFilter();
    }

    /** Nothing that the suite changes: it writes wherever the disk is. */
    @Override
    protected String[] parameters() {
        return new String[] {"protect=" + SIZE + "-"};
    }

    private Disk open(String... parameters) {
        return FilterStack.start(filter(), plugin, parameters).open();
    }

    private static void assertProtected(ThrowingCallable call, long offset) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM))
                .hasMessage("protect: the byte at offset " + offset + " is protected from changes");
    }

    @Test
    void aProtectedByteDoesNotChangeAndNeitherDoesTheRestOfTheRequest() {
        try (Disk disk = open("protect=0x200-1023")) {
            assertProtected(() -> disk.write(filled(1024, 7), 0, RequestFlags.NONE), 512);
            assertThat(plugin.content).containsOnly(0);
            disk.write(filled(512, 7), 0, RequestFlags.NONE);
            disk.write(filled(1024, 8), 1024, RequestFlags.NONE);
            assertThat(plugin.content).startsWith(7).endsWith(8);
        }
    }

    @Test
    void writingWhatIsThereIsAllowed() {
        try (Disk disk = open("protect=512-1023")) {
            disk.write(filled(2048, 0), 0, RequestFlags.NONE);
            disk.zero(0, 2048, RequestFlags.NONE);
        }
    }

    @Test
    void zeroesWhereThereIsDataAreAChange() {
        plugin.content[600] = 1;
        try (Disk disk = open("protect=512-1023")) {
            assertProtected(() -> disk.zero(0, 2048, RequestFlags.NONE), 600);
        }
    }

    @Test
    void aTrimMayChangeAllThatItTouches() {
        try (Disk disk = open("protect=512-1023")) {
            assertProtected(() -> disk.trim(0, 2048, RequestFlags.NONE), 512);
            disk.trim(1024, 1024, RequestFlags.NONE);
        }
    }

    @Test
    void aTildeProtectsAllTheRest() {
        try (Disk disk = open("protect=~512-1023")) {
            disk.write(filled(512, 1), 512, RequestFlags.NONE);
            assertProtected(() -> disk.write(filled(1, 1), 511, RequestFlags.NONE), 511);
            assertProtected(() -> disk.write(filled(1, 1), 1024, RequestFlags.NONE), 1024);
        }
    }

    @Test
    void severalRangesAreAllProtected() {
        try (Disk disk = open("protect=-9", "protect=20-29")) {
            assertProtected(() -> disk.write(filled(1, 1), 9, RequestFlags.NONE), 9);
            disk.write(filled(10, 1), 10, RequestFlags.NONE);
            assertProtected(() -> disk.write(filled(1, 1), 29, RequestFlags.NONE), 29);
        }
    }

    @Test
    void whatIsNoRangeIsToldBack() {
        assertThatThrownBy(() -> open("protect=9-1"))
                .hasMessage("protect: expected " + ByteRange.SYNTAX + ", got '9-1'");
    }

    private static ByteBuffer filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }
}
