package org.nbdscript.posix;

/** A block device of Linux' own NBD client, such as {@code /dev/nbd0}. */
public final class NbdDevice {
    private static final String FAMILY = "nbd";
    private static final int VERSION = 1;
    private static final int RECONFIGURE = 3;
    private static final int INDEX = 1;
    private static final int SIZE_BYTES = 2;

    private NbdDevice() {}

    /**
     * Tells the kernel that a connected device has another size.
     *
     * @param index the number of the device, 0 for {@code /dev/nbd0}
     * @param size in bytes
     * @throws PosixException ENOENT if the kernel has no NBD client (its module {@code nbd} is not loaded), EPERM if
     *     the caller may not administer the system, EINVAL if the device is not connected or was not by netlink
     */
    public static void setSize(int index, long size) throws PosixException {
        try (GenericNetlink netlink = GenericNetlink.open()) {
            netlink.request(
                    "netlink nbd reconfigure",
                    netlink.family(FAMILY),
                    RECONFIGURE,
                    VERSION,
                    GenericNetlink.attribute(INDEX, index),
                    GenericNetlink.attribute(SIZE_BYTES, size));
        }
    }
}
