package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.NbdException;
import org.nbdscript.fakes.FakeConnection;

@Timeout(60)
class ExitwhenFilterTest {
    @TempDir
    private Path directory;

    private static FilterStack start(String... parameters) {
        return FilterStack.start(new ExitwhenFilter(), new ModelPlugin(new byte[512]), parameters);
    }

    private static void awaitEnd(FilterStack stack) {
        Awaitility.await().until(() -> stack.services().shutdowns.get() > 0);
    }

    @Test
    void aServerWithoutClientsEndsSoonAfterTheFileIsThere() throws IOException {
        Path file = directory.resolve("stop");
        try (FilterStack stack = start("exit-when-file-created=" + file, "exit-when-poll=10ms")) {
            Files.createFile(file);
            awaitEnd(stack);
        }
    }

    @Test
    void aServerWithClientsEndsWithTheLastOneAndTakesNoOthers() throws IOException {
        Path file = directory.resolve("run");
        Files.createFile(file);
        try (FilterStack stack = start("exit-when-file-deleted=" + file, "exit-when-poll=3600")) {
            FakeConnection client = new FakeConnection();
            stack.stack().preconnect(client);
            Files.delete(file);
            FakeConnection other = new FakeConnection();
            assertThatThrownBy(() -> stack.stack().preconnect(other))
                    .isInstanceOf(NbdException.class)
                    .hasMessageContaining("ends");
            assertThat(stack.services().shutdowns).hasValue(0);
            client.leave();
            assertThat(stack.services().shutdowns).hasPositiveValue();
        }
    }

    @Test
    void itLooksWhenAClientLeaves() throws IOException {
        Path file = directory.resolve("stop");
        try (FilterStack stack = start("exit-when-file-created=" + file, "exit-when-poll=3600")) {
            FakeConnection client = new FakeConnection();
            stack.stack().preconnect(client);
            Files.createFile(file);
            client.leave();
            assertThat(stack.services().shutdowns).hasPositiveValue();
        }
    }

    @Test
    void theEndOfAProcessIsAnEvent() throws IOException {
        Process process = new ProcessBuilder("sleep", "3600").start();
        try (FilterStack stack = start("exit-when-process-exits=" + process.pid(), "exit-when-poll=10ms")) {
            assertThat(stack.services().shutdowns).hasValue(0);
            process.destroy();
            awaitEnd(stack);
        }
    }

    @Test
    void aScriptThatEndsWith88IsAnEventAndOtherFailuresAreTold() throws IOException {
        Path code = directory.resolve("code");
        Files.writeString(code, "3");
        String script = "exit-when-script=exit $(cat " + code + ")";
        try (FilterStack stack = start(script, "exit-when-poll=10ms")) {
            Awaitility.await()
                    .until(() -> stack.services().log.stream().anyMatch(line -> line.contains("ended with 3")));
            assertThat(stack.services().shutdowns).hasValue(0);
            Files.writeString(code, "88");
            awaitEnd(stack);
        }
    }

    @Test
    void withoutAnEventItDoesNothing() {
        try (FilterStack stack = start()) {
            stack.stack().preconnect(new FakeConnection());
            assertThat(stack.services().shutdowns).hasValue(0);
        }
    }
}
