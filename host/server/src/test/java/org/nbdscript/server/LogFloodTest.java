package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a flood of bad connections leaves in the log. */
@Timeout(60)
class LogFloodTest {
    private static final int CONNECTIONS = 1000;
    private static final int GREETING = 18;
    private static final Pattern COUNT = Pattern.compile("\\(([\\d,]+ times|once) from ");

    @Test
    void aThousandConnectionsThatBreakTheProtocolAreAFewLinesWhoseCountsAreRight() throws IOException {
        ServerFixture server = new ServerFixture(new FakeDisk(1000));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (server) {
            for (int i = 0; i < CONNECTIONS; i++) {
                breakProtocol(UnixDomainSocketAddress.of(server.socket), random);
            }
        }
        long told =
                server.services.warnings.stream().mapToLong(LogFloodTest::told).sum();
        assertThat(told).as("seed %d: %s", seed, server.services.warnings).isEqualTo(CONNECTIONS);
        // Of each of two kinds: the first, the counts at 10, 100 and 1,000, and at the end.
        assertThat(server.services.warnings).hasSizeLessThanOrEqualTo(10);
    }

    /** By flags that there are not, or by the wrong magic in an option. */
    private static void breakProtocol(SocketAddress address, Random random) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address)) {
            ByteBuffer input = ByteBuffer.allocate(GREETING);
            while (input.hasRemaining() && channel.read(input) >= 0) {}
            int flags = random.nextBoolean() ? 3 : -1;
            channel.write(ByteBuffer.allocate(20)
                    .putInt(flags)
                    .putLong(random.nextLong() | 1)
                    .putLong(0)
                    .flip());
            while (channel.read(input.clear()) >= 0) {}
        }
    }

    private static long told(String warning) {
        Matcher count = COUNT.matcher(warning);
        if (!count.find() || count.group(1).equals("once")) {
            return 1;
        }
        return Long.parseLong(count.group(1).replaceAll("\\D", ""));
    }
}
