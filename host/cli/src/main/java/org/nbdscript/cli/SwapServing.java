package org.nbdscript.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nbdscript.posix.IoFlusher;
import org.nbdscript.posix.MemoryLock;
import org.nbdscript.posix.PosixException;

/**
 * {@code --swap}: serves swap space of this very machine. When the machine is short of memory it writes to us, and we
 * must not need memory for that: ours is locked and touched before, the kernel spares us when it ends processes, and it
 * does not make our threads write out memory themselves.
 */
final class SwapServing {
    private static final String LEAST_LIKELY = "-1000";

    private SwapServing() {}

    /**
     * Prepares this process, on the main thread and before it makes threads that serve.
     *
     * @throws StartException if its memory cannot be locked; what else is not permitted is warned of
     */
    static void prepare(MessageLog log) {
        try {
            MemoryLock.lockAll();
        } catch (PosixException e) {
            throw new StartException(
                    "--swap: the memory of the server cannot be locked: " + e.getMessage()
                            + "; run it as root or with the capability CAP_IPC_LOCK, or raise the limit of locked"
                            + " memory (ulimit -l, LimitMEMLOCK= of systemd) beyond the size of the process",
                    e);
        }
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), LEAST_LIKELY);
        } catch (IOException e) {
            log.warn("--swap: the system may end this process when memory is short: /proc/self/oom_score_adj: "
                    + IoProblem.reason(e) + " (it needs the capability CAP_SYS_RESOURCE)");
        }
        try {
            IoFlusher.set();
        } catch (PosixException e) {
            log.warn("--swap: the kernel may make this process write out memory itself: " + e.getMessage()
                    + " (it needs the capability CAP_SYS_RESOURCE and Linux 5.6)");
        }
    }
}
