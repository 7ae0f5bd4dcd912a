package org.nbdscript.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.fakes.FakeServices;

@Timeout(60)
class StuckLoadTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "loop.js, 'for (;;);', :1",
        // The engine keeps no frames of what was imported or required.
        "loop.mjs, 'for (;;);', ''",
        "loop.cjs, 'for (;;);', ''",
        "never.mjs, 'await new Promise(() => {});', ''"
    })
    void aLoadThatDoesNotEndCanBeStopped(String name, String endless, String line) throws InterruptedException {
        Path file = LoadedScript.write(directory, name, "print('now'); " + endless + "\n");
        JavaScriptLanguage language = new JavaScriptLanguage();
        CountDownLatch started = new CountDownLatch(1);
        FakeServices host = new FakeServices() {
            @Override
            public void print(String text) {
                started.countDown();
            }
        };
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                language.load(file, host);
            } catch (ScriptException e) {
                failure.set(e);
            }
        });
        started.await();
        ScriptPosition position = language.interruptLoad(file, thread);
        while (position == null) {
            position = language.interruptLoad(file, thread);
        }
        thread.join();
        assertThat(position).hasToString(file + line);
        assertThat(failure.get()).hasMessageStartingWith(file + line + ": ");
    }
}
