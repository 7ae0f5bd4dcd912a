package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.fakes.FakeServices;

class ScriptLoaderTest {
    private final FakeLanguage language = new FakeLanguage("fake", ".fake");
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeScript() throws IOException {
        // The frames of this class stand for a script's: an adapter that compiles to classes names the script in them.
        file = Files.createFile(directory.resolve("ScriptLoaderTest.java"));
    }

    private void load(Duration deadline) {
        new ScriptLoader(new FakeServices(), deadline).load(language, file);
    }

    private void loop() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
    }

    @Test
    void aScriptThatDoesNotEndIsNamedWithTheLineItIsIn() throws InterruptedException {
        language.topLevel = this::loop;
        assertThatExceptionOfType(ScriptException.class)
                .isThrownBy(() -> load(Duration.ofMillis(200)))
                .withMessageMatching(file + ":[0-9]+: has not loaded within 0.2 s: it is stuck at this line; what takes"
                        + " long or forever belongs in a callback");
        interrupted.await();
    }

    @Test
    void whoeverWaitsForAScriptIsToldBeforeItIsGivenUp() {
        FakeServices services = new FakeServices();
        language.topLevel = this::loop;
        assertThatThrownBy(() -> new ScriptLoader(services, Duration.ofMillis(200)).load(language, file))
                .isInstanceOf(ScriptException.class);
        assertThat(services.warnings).containsExactly(file + " is still loading; it is given up after 0.2 s");
    }

    @Test
    void theLanguageKnowsBetterWhereItsScriptIs() {
        language.topLevel = this::loop;
        language.interrupted = new ScriptPosition("disk.js", 7);
        assertThatThrownBy(() -> load(Duration.ofMillis(200)))
                .hasMessageStartingWith("disk.js:7: has not loaded within 0.2 s: it is stuck at this line");
    }

    @Test
    void aScriptWhosePlaceIsUnknownIsNamed() throws IOException {
        file = Files.createFile(directory.resolve("other.fake"));
        language.topLevel = this::loop;
        assertThatThrownBy(() -> load(Duration.ofMillis(200)))
                .hasMessageStartingWith(file + ": has not loaded within 0.2 s: its top level does not end");
    }

    @Test
    void whatIsWrongWithAScriptIsPassedOn() {
        ScriptException wrong = new ScriptException(new ScriptPosition("disk.js", 3), "syntax error", null);
        language.topLevel = () -> {
            throw wrong;
        };
        assertThatThrownBy(() -> load(Duration.ofSeconds(60))).isSameAs(wrong);
    }

    @Test
    void aFailureKeepsItsPlace() {
        language.topLevel = () -> {
            throw new NbdException(Errno.EIO, "no network", new ScriptPosition("disk.js", 3), null);
        };
        assertThatThrownBy(() -> load(Duration.ofSeconds(60)))
                .isInstanceOf(ScriptException.class)
                .hasMessage("disk.js:3: no network");
    }

    @Test
    void anyOtherExceptionNamesTheScript() {
        language.topLevel = () -> {
            throw new IllegalStateException("broken");
        };
        assertThatThrownBy(() -> load(Duration.ofSeconds(60)))
                .isInstanceOf(ScriptException.class)
                .hasMessage(file + ": failed while it loaded: java.lang.IllegalStateException: broken");
    }

    @Test
    void aScriptThatCallsItselfWithoutEndIsNamed() {
        language.topLevel = () -> language.topLevel.run();
        assertThatThrownBy(() -> load(Duration.ofSeconds(60)))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith(file + ": failed while it loaded: java.lang.StackOverflowError");
    }

    @Test
    void aScriptLoadsOnAThreadThatCannotKeepTheProcess() {
        language.topLevel = () -> assertThat(Thread.currentThread().isDaemon()).isTrue();
        load(Duration.ofSeconds(60));
        assertThat(language.loaded).hasSize(1);
    }
}
