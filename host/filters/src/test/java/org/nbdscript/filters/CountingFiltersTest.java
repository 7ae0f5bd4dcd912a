package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

/** The filters that only look: count, log and stats. */
class CountingFiltersTest {
    @TempDir
    Path directory;

    private final ModelPlugin plugin = new ModelPlugin(new byte[1 << 16]);

    private static void use(FilterStack stack) {
        try (stack;
                Disk disk = stack.open()) {
            disk.write(ByteBuffer.allocate(512), 512, RequestFlags.of(RequestFlags.FUA));
            ModelRead.of(disk, 4096, 1024);
            disk.flush();
        }
    }

    @Test
    void countShowsTheSumsAtTheEnd() {
        FilterStack stack = FilterStack.start(new CountFilter(), plugin);
        use(stack);
        assertThat(stack.services().log)
                .containsExactly("debug: count bytes: read 1024, written 512, zeroed 0, trimmed 0");
    }

    @Test
    void logHasTwoLinesARequest() throws IOException {
        Path file = directory.resolve("log");
        Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05.000006Z"), ZoneOffset.UTC);
        use(FilterStack.start(new LogFilter(clock), plugin, "logfile=" + file));
        assertThat(file)
                .content()
                .startsWith("2026-01-02 03:04:05.000006 Ready\n")
                .contains(" connection=1 Connect export=\"\" tls=0 size=0x10000 write=1")
                .contains(" connection=1 Write id=1 offset=0x200 count=0x200 flags=\"fua\" ...\n")
                .contains(" connection=1 ...Write id=1 return=0\n")
                .contains(" connection=1 Flush id=3 ...\n")
                .endsWith(" connection=1 Disconnect transactions=3\n");
    }

    @Test
    void logSaysWhatARequestFailedWith() throws IOException {
        Path file = directory.resolve("log");
        try (FilterStack stack = FilterStack.start(new LogFilter(), plugin, "logfile=" + file, "logformat=json");
                Disk disk = stack.open()) {
            plugin.failure = new NbdException(Errno.ENOSPC, "no room");
            assertThatThrownBy(() -> ModelRead.of(disk, 0, 1)).hasMessage("no room");
        }
        assertThat(Files.readAllLines(file))
                .anyMatch(
                        line -> line.endsWith(
                                "\"type\":\"LEAVE\",\"action\":\"Read\",\"connection\":1,\"id\":1,\"return\":-1,\"error\":\"ENOSPC\"}"))
                .allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"));
    }

    @Test
    void logAppendsIfItIsToldTo() throws IOException {
        Path file = Files.writeString(directory.resolve("log"), "before\n");
        use(FilterStack.start(new LogFilter(), plugin, "logfile=" + file, "logappend=true"));
        assertThat(file).content().startsWith("before\n").contains("Disconnect");
    }

    @Test
    void aScriptFindsTheFieldsInVariables() {
        Path seen = directory.resolve("seen");
        use(FilterStack.start(
                new LogFilter(), plugin, "logscript=echo $connection $type $id $act $offset $count >> " + seen));
        assertThat(seen).content().contains("1 ENTER 2 Read 0x1000 0x400\n1 LEAVE 2 Read\n");
    }

    @Test
    void textInJsonIsEscaped() {
        assertThat(JsonText.quote("a\"b\\c\n\u0001é")).isEqualTo("\"a\\\"b\\\\c\\u000a\\u0001é\"");
    }
}
