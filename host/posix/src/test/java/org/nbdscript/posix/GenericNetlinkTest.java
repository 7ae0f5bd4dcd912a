package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Errno;

class GenericNetlinkTest {
    /** The family that names families is always there, and its number is fixed. */
    @Test
    void aFamilyIsFoundByItsName() throws PosixException {
        try (GenericNetlink netlink = GenericNetlink.open()) {
            assertThat(netlink.family("nlctrl")).isEqualTo(0x10);
        }
    }

    @Test
    void aFamilyThatIsNotThereIsSaid() throws PosixException {
        try (GenericNetlink netlink = GenericNetlink.open()) {
            assertThatThrownBy(() -> netlink.family("nothing"))
                    .isInstanceOfSatisfying(
                            PosixException.class,
                            e -> assertThat(e.is(Errno.ENOENT)).isTrue())
                    .hasMessageStartingWith("netlink family nothing: ENOENT");
        }
    }

    /** The kernel acknowledges what it did, and says what it refuses: here a command that the family does not have. */
    @Test
    void anErrorOfTheKernelIsTheRequestsOwn() throws PosixException {
        try (GenericNetlink netlink = GenericNetlink.open()) {
            assertThatThrownBy(() -> netlink.request("nonsense", 0x10, 99, 1, GenericNetlink.attribute(1, 7)))
                    .hasMessageStartingWith("nonsense: ENOTSUP");
        }
    }

    @Test
    void attributesHaveTheirLengthTheirTypeAndAreFilledUp() {
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            HexFormat hex = HexFormat.of();
            assertThat(hex.formatHex(GenericNetlink.attribute(2, 0x1_0000_0200L)))
                    .isEqualTo("0c0002000002000001000000");
            assertThat(hex.formatHex(GenericNetlink.attribute(1, 5))).isEqualTo("0800010005000000");
            assertThat(hex.formatHex(GenericNetlink.attribute(3, new byte[] {1})))
                    .isEqualTo("0500030001000000");
        }
    }

    @Test
    void withoutTheModuleThereIsNoDeviceToResize() {
        assumeFalse(Files.exists(Path.of("/sys/module/nbd")), "the kernel has its NBD client");
        assertThatThrownBy(() -> NbdDevice.setSize(0, 1 << 20)).hasMessageStartingWith("netlink family nbd: ENOENT");
    }
}
