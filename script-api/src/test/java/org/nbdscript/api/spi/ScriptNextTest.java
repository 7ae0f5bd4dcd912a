package org.nbdscript.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.ThreadModel;

@Timeout(60)
class ScriptNextTest {
    private final FakeNext below = new FakeNext();
    private final ScriptNext next = new ScriptNext(below, null);

    private CompletableFuture<ByteBuffer> startRead() {
        ByteBuffer buffer = ByteBuffer.allocate(512);
        return next.start(Callback.PREAD, () -> {
            next.read(buffer, 0);
            return buffer;
        });
    }

    @Test
    void aCallOnADiskThatNeverWaitsIsMadeAtOnce() {
        next.disk();
        below.gate.countDown();
        assertThat(startRead()).isCompleted();
    }

    @Test
    void callsOnADiskThatWaitsAreInFlightTogether() throws Exception {
        for (Blocking blocking : List.of(Blocking.PARKS, Blocking.PINS)) {
            below.blocking = blocking;
            below.reading = new CountDownLatch(10);
            below.gate = new CountDownLatch(1);
            next.disk();
            List<CompletableFuture<ByteBuffer>> reads =
                    Stream.generate(this::startRead).limit(10).toList();
            assertThat(below.reading.await(30, TimeUnit.SECONDS))
                    .as("all of them are below while none has ended, %s", blocking)
                    .isTrue();
            assertThat(reads).noneMatch(CompletableFuture::isDone);
            below.gate.countDown();
            reads.forEach(CompletableFuture::join);
        }
    }

    @Test
    void aCallOpensWhatIsNotOpenOnAThreadOfItsOwn() {
        below.gate.countDown();
        startRead().join();
        assertThat(below.opener).isNotEqualTo(Thread.currentThread());
        assertThat(below.open).hasValue(1);
    }

    @Test
    void aCallThatFailsFailsItsStageWithJustThat() {
        below.gate.countDown();
        below.failure = new NbdException(Errno.ENOSPC, "full");
        assertThat(startRead().handle((result, thrown) -> thrown).join()).isSameAs(below.failure);
    }

    @Test
    void closingWaitsForTheCallsInFlight() throws Exception {
        below.blocking = Blocking.PARKS;
        next.disk();
        CompletableFuture<ByteBuffer> read = startRead();
        CompletableFuture<Boolean> closed = next.start(Callback.CLOSE, () -> {
            next.close();
            return read.isDone();
        });
        assertThat(below.reading.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(below.open).as("open while a call is in flight").hasValue(1);
        below.gate.countDown();
        closed.join();
        read.join();
        assertThat(below.open).hasValue(0);
        assertThat(below.closedWhileReading).isFalse();
    }

    @Test
    void whatGoesOnAfterACallMayClose() {
        below.blocking = Blocking.PARKS;
        next.disk();
        CompletableFuture<Void> closed = startRead().thenRun(next::close);
        below.gate.countDown();
        closed.join();
        assertThat(below.open).hasValue(0);
    }

    @Test
    void afterItsEndItOpensNothing() {
        below.gate.countDown();
        next.end();
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(next::disk)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ESHUTDOWN));
        assertThat(startRead().handle((result, thrown) -> thrown).join()).isInstanceOf(NbdException.class);
        assertThatExceptionOfType(NbdException.class).isThrownBy(() -> next.call(Callback.OPEN, "other"));
        assertThat(below.open).hasValue(0);
    }

    /** A disk that answers reads when it is told to. */
    private static final class FakeNext implements Next, Disk {
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger readers = new AtomicInteger();
        private volatile CountDownLatch reading = new CountDownLatch(1);
        private volatile CountDownLatch gate = new CountDownLatch(1);
        private volatile Blocking blocking = Blocking.NEVER;
        private volatile @Nullable NbdException failure;
        private volatile @Nullable Thread opener;
        private volatile boolean closedWhileReading;

        @Override
        public void preconnect(ConnectionContext context) {}

        @Override
        public List<Export> listExports(ConnectionContext context) {
            return List.of();
        }

        @Override
        public String defaultExport(ConnectionContext context) {
            return "";
        }

        @Override
        public boolean requiresTls(String exportName, ConnectionContext context) {
            return false;
        }

        @Override
        public Disk open(OpenContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Disk openInBackground(String exportName, boolean isReadOnly) {
            open.incrementAndGet();
            opener = Thread.currentThread();
            return this;
        }

        @Override
        public ThreadModel threadModel() {
            return ThreadModel.PARALLEL;
        }

        @Override
        public long size() {
            return 1 << 20;
        }

        @Override
        public Blocking blocking() {
            return blocking;
        }

        @Override
        public void read(ReadRequest request) {
            readers.incrementAndGet();
            reading.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new NbdException(Errno.EINTR, "interrupted", e);
            }
            readers.decrementAndGet();
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public void close() {
            closedWhileReading |= readers.get() > 0;
            open.decrementAndGet();
        }
    }
}
