package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RequestLockTest {
    private final RequestLock lock = new RequestLock();

    @Test
    void oneThatWaitsIsOvertakenOnlySoOften() {
        CountDownLatch hadIt = new CountDownLatch(1);
        lock.lock();
        Thread waiting = Thread.ofPlatform().daemon().start(() -> {
            lock.lock();
            hadIt.countDown();
            lock.unlock();
        });
        Overlap.eventually().until(() -> waiting.getState() == Thread.State.WAITING);
        lock.unlock();
        int overtaken = 0;
        while (hadIt.getCount() > 0 && overtaken < 1_000_000) {
            lock.lock();
            overtaken++;
            lock.unlock();
        }
        assertThat(overtaken).isLessThanOrEqualTo(34);
    }

    @Test
    void aLockHeldSeveralTimesIsGivenUpWhollyAndTakenAgainAsOften() throws InterruptedException {
        lock.lock();
        lock.lock();
        int holds = lock.unlockWholly();
        Thread other = Thread.ofPlatform().daemon().start(() -> {
            lock.lock();
            lock.unlock();
        });
        other.join();
        lock.lockAgain(holds);
        lock.unlock();
        lock.unlock();
        assertThat(holds).isEqualTo(2);
        assertThat(lock.unlockWholly()).isZero();
    }
}
