package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the filter stats tells of the requests of a real client. */
class StatsTest {
    /** Of the bucket that 20 ms are in: from 16.8 ms on. */
    private static final int BUCKET_OF_DELAY = 24;

    private static final String REQUESTS = """
            for i in range(3):
                h.pread(512, i * 512)
            h.pwrite(b"x" * 4096, 0)
            h.flush()
            """;

    @TempDir
    Path directory;

    private Server server(String format) {
        requires("nbdsh");
        return Server.start(
                directory,
                "--filter=stats",
                "--filter=delay",
                "memory",
                "1M",
                "rdelay=20ms",
                "statsfile=stats",
                "statsformat=" + format,
                "statsinterval=20ms");
    }

    private void makeRequests(Server server) {
        Command.in(directory, "nbdsh", "-u", server.uri(), "-c", REQUESTS).run().succeeds();
    }

    private String statistics() throws IOException {
        return Files.readString(directory.resolve("stats"));
    }

    /** That all latencies of a kind are in such buckets, and that there are so many. */
    private static void assertLatencies(String histogram, int requests, IntPredicate bucket) {
        int[][] counts = Pattern.compile("(\\d+)\\W+(\\d+)")
                .matcher(histogram)
                .results()
                .map(StatsTest::bucketAndCount)
                .toArray(int[][]::new);
        assertThat(Arrays.stream(counts).mapToInt(count -> count[1]).sum())
                .as(histogram)
                .isEqualTo(requests);
        assertThat(Arrays.stream(counts).mapToInt(count -> count[0]))
                .as(histogram)
                .allMatch(bucket::test);
    }

    private static int[] bucketAndCount(MatchResult match) {
        return new int[] {Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))};
    }

    private static String find(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    @Test
    void theLatenciesOfEachKindAreToldWhileTheServerRuns() {
        try (Server server = server("json")) {
            makeRequests(server);
            Awaitility.await().untilAsserted(() -> {
                String json = statistics();
                assertLatencies(
                        find(json, "\"read\":.*?\"latencies\":\\{(.*?)}"), 3, bucket -> bucket >= BUCKET_OF_DELAY);
                assertLatencies(find(json, "\"flush\":.*?\"latencies\":\\{(.*?)}"), 1, bucket -> true);
            });
            server.stop();
        }
    }

    @Test
    void theLatenciesOfEachKindAreToldAtTheEnd() throws IOException {
        try (Server server = server("text")) {
            makeRequests(server);
            server.stop();
            String text = statistics().replace("2^", "");
            assertLatencies(
                    find(text, "(?s)read: 3 ops.*?latencies in ns: (.*?)\n"), 3, bucket -> bucket >= BUCKET_OF_DELAY);
            assertLatencies(find(text, "(?s)write: 1 ops.*?latencies in ns: (.*?)\n"), 1, bucket -> true);
        }
    }
}
