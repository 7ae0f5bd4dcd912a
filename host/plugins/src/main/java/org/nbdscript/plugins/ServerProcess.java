package org.nbdscript.plugins;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.nbdscript.api.Errno;
import org.nbdscript.posix.Kill;
import org.nbdscript.posix.PosixException;
import org.nbdscript.posix.Signal;
import org.nbdscript.posix.SpawnWithSocket;
import org.nbdscript.posix.WaitPid;

/**
 * A process that is given a listening socket as systemd does it.
 *
 * <p>It has a thread of ours, which starts it and waits for its end: nbdkit asks the kernel for a signal at the end of
 * its parent, and takes the thread for that.
 */
final class ServerProcess {
    /** The process keeps its number when the shell becomes the command, to which the number has to be told. */
    private static final String SCRIPT =
            "cd \"$1\" && shift && export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=unknown && exec \"$@\"";

    private static final long PATIENCE_SECONDS = 10;

    private final int id;
    private final CompletableFuture<Void> end;

    private ServerProcess(int id, CompletableFuture<Void> end) {
        this.id = id;
        this.end = end;
    }

    /**
     * Starts a program in the user's directory.
     *
     * @param command its name, which is looked for in {@code PATH}, and its arguments
     * @param descriptor the socket's
     */
    static ServerProcess start(List<String> command, int descriptor) throws IOException {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh", System.getProperty("user.dir")));
        words.addAll(command);
        CompletableFuture<Integer> start = new CompletableFuture<>();
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("nbd-command").start(() -> {
            try {
                int id = SpawnWithSocket.start(words, System.getenv(), descriptor);
                start.complete(id);
                WaitPid.await(id);
                end.complete(null);
            } catch (PosixException e) {
                start.completeExceptionally(e);
                end.completeExceptionally(e);
            }
        });
        try {
            return new ServerProcess(start.join(), end);
        } catch (CompletionException e) {
            throw new IOException(command.getFirst() + " cannot be started: " + e.getCause(), e);
        }
    }

    boolean hasEnded() {
        return end.isDone();
    }

    /** Asks it to end, makes it end if it does not, and waits for that. */
    void stop() throws PosixException {
        if (!hasEnded()) {
            signal(Signal.TERM);
            if (!endsInTime()) {
                signal(Signal.KILL);
            }
        }
    }

    /** A server may end by itself at this moment, as qemu-nbd does when its client has gone. */
    private void signal(Signal signal) throws PosixException {
        try {
            Kill.send(id, signal);
        } catch (PosixException e) {
            if (!e.is(Errno.ESRCH)) {
                throw e;
            }
        }
    }

    private boolean endsInTime() {
        try {
            end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }
}
