package org.nbdscript.cli;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nbdscript.api.Errno;
import org.nbdscript.client.ClientOptions;
import org.nbdscript.client.NbdClient;
import org.nbdscript.posix.NbdDevice;
import org.nbdscript.posix.PosixException;
import org.nbdscript.protocol.NbdUri;

/** {@code nbdscript resize-device}: asks a server for the size of an export, and tells the kernel's device. */
final class ResizeDevice {
    private static final String NAME = "resize-device";
    private static final Pattern DEVICE = Pattern.compile("/dev/nbd(\\d{1,9})");
    private static final String HELP = """
            nbdscript resize-device tells a device of the kernel's NBD client that the disk has another size now.

            Usage: nbdscript resize-device /dev/nbdN URI

            The size is asked of the server at URI by a connection of its own. It works on devices that nbd-client has
            connected by netlink, as it does if nothing else is said, and needs the right to administer the system.

            Example:
              nbdscript resize-device /dev/nbd0 nbd://localhost
            """;

    private ResizeDevice() {}

    /** Whether these are the words of this command. */
    static boolean isMeant(String... arguments) {
        return arguments.length > 0 && arguments[0].equals(NAME);
    }

    /**
     * Does it.
     *
     * @return what to print
     * @throws UsageException if the words are wrong
     * @throws StartException if it cannot be done, and why
     */
    static String run(String... arguments) {
        List<String> words = List.of(arguments).subList(1, arguments.length);
        if (words.contains("--help") || words.contains("-h")) {
            return HELP;
        }
        Matcher device = DEVICE.matcher(words.isEmpty() ? "" : words.getFirst());
        if (words.size() != 2 || !device.matches()) {
            throw new UsageException(List.of(
                    NAME + ": expected a device, such as /dev/nbd0, and the URI of the server",
                    "see: nbdscript " + NAME + " --help"));
        }
        long size = size(words.get(1));
        setSize(words.getFirst(), Integer.parseInt(device.group(1)), size);
        return words.getFirst() + " has " + size + " bytes now\n";
    }

    private static long size(String uri) {
        try (NbdClient client = NbdClient.connect(NbdUri.parse(uri), ClientOptions.ALL.withMetaContexts())) {
            return client.export().size();
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException(NAME + ": " + e.getMessage(), e);
        }
    }

    private static void setSize(String device, int index, long size) {
        try {
            NbdDevice.setSize(index, size);
        } catch (PosixException e) {
            String hint = "";
            if (e.is(Errno.ENOENT)) {
                hint = "; the kernel has no NBD client: load it by modprobe nbd";
            } else if (e.is(Errno.EINVAL)) {
                hint = "; is the device connected, by nbd-client and by netlink?";
            }
            throw new StartException(NAME + ": " + device + ": " + e.getMessage() + hint, e);
        }
    }
}
