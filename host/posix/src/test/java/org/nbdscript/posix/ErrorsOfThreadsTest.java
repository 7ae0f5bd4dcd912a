package org.nbdscript.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nbdscript.api.Errno;

/**
 * The C library has one {@code errno} a thread and, for {@code strerror}, one text for all; a JVM may run code of its
 * own between a call and the look at its error. None of that shows.
 */
@Timeout(120)
class ErrorsOfThreadsTest {
    private static final int CALLS = 2000;

    /** More than Linux gives. */
    private static final long NO_PROCESS = 1 << 30;

    private static final int THREADS_PER_FAILURE = 4;

    @TempDir
    Path directory;

    /** A call that fails, and what it has to fail with. */
    private record Failure(Errno errno, String message, Call call) {}

    @FunctionalInterface
    private interface Call {
        void run() throws PosixException;
    }

    private List<Failure> failures() throws IOException {
        Path missing = directory.resolve("missing");
        Path beneathFile = Files.createFile(directory.resolve("file")).resolve("name");
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        Path tooLong = directory.resolve("n".repeat(300));
        return List.of(
                opening(Errno.ENOENT, "ENOENT (No such file or directory)", missing),
                opening(Errno.ENOTDIR, "ENOTDIR (Not a directory)", beneathFile),
                opening(Errno.EISDIR, "EISDIR (Is a directory)", directory),
                opening(Errno.ELOOP, "ELOOP (Too many levels of symbolic links)", loop),
                opening(Errno.ENAMETOOLONG, "ENAMETOOLONG (File name too long)", tooLong),
                new Failure(Errno.EBADF, "close: EBADF (Bad file descriptor)", () -> Close.close(-1)),
                new Failure(Errno.ESRCH, "kill: ESRCH (No such process)", () -> Kill.send(NO_PROCESS, Signal.TERM)));
    }

    private static Failure opening(Errno errno, String text, Path path) {
        return new Failure(
                errno, "open: " + text + ": " + path, () -> Open.open(path, EnumSet.of(OpenFlag.WRITE_ONLY)));
    }

    static Stream<ExecutorService> threads() {
        return Stream.of(Executors.newCachedThreadPool(), Executors.newVirtualThreadPerTaskExecutor());
    }

    @ParameterizedTest
    @MethodSource("threads")
    void eachThreadSeesTheNumberAndTheTextOfItsOwnFailureWhileOthersFailOtherwise(ExecutorService executor)
            throws Exception {
        List<Failure> failures = failures();
        CountDownLatch all = new CountDownLatch(failures.size() * THREADS_PER_FAILURE);
        try (executor) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS_PER_FAILURE; i++) {
                for (Failure failure : failures) {
                    running.add(executor.submit(() -> {
                        all.countDown();
                        all.await();
                        failAgainAndAgain(failure);
                        return null;
                    }));
                }
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        }
    }

    private static void failAgainAndAgain(Failure failure) {
        for (int i = 0; i < CALLS; i++) {
            try {
                failure.call().run();
                throw new AssertionError("expected " + failure.message());
            } catch (PosixException e) {
                if (e.errno() != failure.errno() || !failure.message().equals(e.getMessage())) {
                    throw new AssertionError("expected " + failure.message() + ", got " + e.errno(), e);
                }
            }
        }
    }
}
