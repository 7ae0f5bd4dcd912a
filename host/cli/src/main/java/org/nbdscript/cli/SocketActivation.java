package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.server.ListenAddress;

/**
 * Sockets that systemd, or whoever speaks its protocol of sd_listen_fds(3), has opened for this process.
 *
 * @param sockets those that were passed; empty if there are none
 * @param warning what is odd about the variables; null if nothing is
 */
record SocketActivation(
        List<ListenAddress.Inherited> sockets, @Nullable String warning) {
    /** No sockets. */
    static final SocketActivation NONE = new SocketActivation(List.of(), null);

    /** The number of the first descriptor that is passed, SD_LISTEN_FDS_START. */
    private static final int FIRST = 3;

    private static final int MOST = 1024;

    /**
     * Those of a process.
     *
     * @param environment has LISTEN_PID, LISTEN_FDS and maybe LISTEN_FDNAMES
     * @param processId the process; the launcher becomes the JVM, so it is the one that was started
     * @throws UsageException if the variables are for this process, but wrong
     */
    static SocketActivation of(Map<String, String> environment, long processId) {
        String pid = environment.get("LISTEN_PID");
        String count = environment.get("LISTEN_FDS");
        if (pid == null || count == null) {
            return NONE;
        }
        if (!pid.equals(Long.toString(processId))) {
            return new SocketActivation(
                    List.of(),
                    "the sockets of LISTEN_FDS are not used, since LISTEN_PID is " + pid + ", and this is process "
                            + processId);
        }
        if (!count.matches("[0-9]{1,4}") || Integer.parseInt(count) < 1 || Integer.parseInt(count) > MOST) {
            throw new UsageException(
                    List.of("LISTEN_FDS: expected a number of sockets from 1 to " + MOST + ", got '" + count + "'"));
        }
        return new SocketActivation(
                sockets(Integer.parseInt(count), environment.getOrDefault("LISTEN_FDNAMES", "")), null);
    }

    private static List<ListenAddress.Inherited> sockets(int count, String names) {
        String[] all = names.split(":", -1);
        List<ListenAddress.Inherited> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ListenAddress.Inherited(FIRST + i, i < all.length ? all[i] : ""));
        }
        return List.copyOf(sockets);
    }
}
