package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.fakes.FakeServices;

class FailureLogTest {
    private static final String REQUEST = "pread offset=4096 length=512";
    private final FakeServices services = new FakeServices();
    private final AtomicLong nanoTime = new AtomicLong();
    private final FailureLog log = new FailureLog(services, nanoTime::get);

    @Test
    void aFailureIsLoggedInFull() {
        log.report(at(12, "the text"), REQUEST);
        assertThat(services.errors).containsExactly("faults.py:12: pread offset=4096 length=512: ENOSPC: the text");
    }

    @Test
    void aFailureWithoutAPlaceIsLoggedWithoutOne() {
        log.report(new NbdException(Errno.EIO, "bad sector"), "flush");
        assertThat(services.errors).containsExactly("flush: EIO: bad sector");
    }

    @Test
    void repeatsAreCountedAndTheCountLoggedAtPowersOfTen() {
        repeat(1234);
        assertThat(services.errors)
                .containsExactly(
                        "faults.py:12: pread offset=4096 length=512: ENOSPC: the text",
                        "faults.py:12: ENOSPC: the text (10 times so far)",
                        "faults.py:12: ENOSPC: the text (100 times so far)",
                        "faults.py:12: ENOSPC: the text (1,000 times so far)");
    }

    @Test
    void theRestIsCountedAtTheEnd() {
        repeat(1240);
        services.errors.clear();
        log.close();
        assertThat(services.errors).containsExactly("faults.py:12: ENOSPC: the text (1,240 times so far)");
        log.close();
        assertThat(services.errors).hasSize(1);
    }

    @Test
    void whatHappenedOnceIsNotCounted() {
        repeat(1);
        services.errors.clear();
        log.close();
        assertThat(services.errors).isEmpty();
    }

    @Test
    void repeatsThatAreRareAreCountedEveryMinute() {
        repeat(2);
        assertThat(services.errors).hasSize(1);
        nanoTime.addAndGet(60_000_000_000L);
        repeat(2);
        assertThat(services.errors).hasSize(2).last().isEqualTo("faults.py:12: ENOSPC: the text (3 times so far)");
    }

    @Test
    void anotherPlaceTextOrNumberIsAnotherFailure() {
        log.report(at(12, "the text"), REQUEST);
        log.report(at(13, "the text"), REQUEST);
        log.report(at(12, "another text"), REQUEST);
        log.report(new NbdException(Errno.EIO, "the text", new ScriptPosition("faults.py", 12), null), REQUEST);
        assertThat(services.errors).hasSize(4);
    }

    @Test
    void failuresThatDifferByTheirTextAloneAreCountedTogetherIfThereAreMany() {
        repeat(3);
        for (int i = 0; i < 1000; i++) {
            log.report(at(12, "text " + i), REQUEST);
        }
        assertThat(services.errors)
                .hasSize(22)
                .last()
                .isEqualTo("faults.py:12: ENOSPC: text 118 (100 times with other texts so far)");
        log.report(at(13, "another place"), REQUEST);
        assertThat(services.errors).last().asString().endsWith("another place");
        services.errors.clear();
        log.close();
        assertThat(services.errors)
                .containsExactly(
                        "faults.py:12: ENOSPC: the text (3 times so far)",
                        "faults.py:12: ENOSPC: text 999 (981 times with other texts so far)");
    }

    @Test
    void theCausesStackIsForTheVerbose() {
        NbdException failure = new NbdException(Errno.EIO, "failed", new IllegalStateException("the cause"));
        services.isVerbose = false;
        log.report(failure, "flush");
        assertThat(services.debug).isEmpty();
        services.isVerbose = true;
        log.report(new NbdException(Errno.EIO, "failed again", failure.getCause()), "flush");
        assertThat(services.debug)
                .singleElement()
                .asString()
                .contains("java.lang.IllegalStateException: the cause", "FailureLogTest.java");
    }

    @Test
    void aClientThatLeavesIsNoFailure() {
        log.report(new NbdException(Errno.ESHUTDOWN, "the client went away"), "flush");
        assertThat(services.errors).isEmpty();
        assertThat(services.debug).containsExactly("flush: the client went away");
    }

    private void repeat(int times) {
        for (int i = 0; i < times; i++) {
            log.report(at(12, "the text"), REQUEST);
        }
    }

    private static NbdException at(int line, String text) {
        return new NbdException(Errno.ENOSPC, text, new ScriptPosition("faults.py", line), null);
    }
}
