package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Peer;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.fakes.FakeConnection;

class RateFilterTest extends FilterContract {
    private static final int MEBIBYTE = 1 << 20;

    /** A clock that only the sleeps of connections move. */
    private final AtomicLong clock = new AtomicLong(1);

    private LocalTime timeOfDay = LocalTime.NOON;

    @Override
    protected Filter filter() {
        return new RateFilter(clock::get, () -> LocalDate.of(2026, 7, 1).atTime(timeOfDay));
    }

    /** So little at once that most requests pass in slices. */
    @Override
    protected String[] parameters() {
        return new String[] {"rate=80K", "connection-rate=800K", "address-rate=8K", "burstiness=1ms"};
    }

    /** A connection whose sleeps move the clock. */
    private final class Client implements AutoCloseable {
        private final FakeConnection connection = new FakeConnection();
        private final FilterStack stack;
        private final Disk disk;
        private int counted;

        Client(FilterStack stack, String address) {
            this.stack = stack;
            connection.peer = Peer.of(new InetSocketAddress(address, 1000));
            disk = stack.stack().open(connection);
        }

        /** How long a read takes. */
        Duration read(int length) {
            ModelRead.of(disk, 0, length);
            return slept();
        }

        Duration write(int length) {
            disk.write(ByteBuffer.allocate(length), 0, RequestFlags.NONE);
            return slept();
        }

        private Duration slept() {
            Duration sum = Duration.ZERO;
            for (; counted < connection.sleeps.size(); counted++) {
                sum = sum.plus(connection.sleeps.get(counted));
            }
            return sum;
        }

        @Override
        public void close() {
            disk.close();
        }
    }

    private FilterStack start(String... parameters) {
        return FilterStack.start(filter(), new ModelPlugin(new byte[2 * MEBIBYTE]), parameters);
    }

    /** The clock stands still in a request, so each slice waits for all before it: the last one for the whole time. */
    private static Duration longest(FakeConnection connection) {
        return connection.sleeps.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }

    @Test
    void aReadTakesAsLongAsItsBitsNeedAtTheRate() {
        try (FilterStack stack = start("rate=8M", "burstiness=1ms");
                Client client = new Client(stack, "10.0.0.1")) {
            client.read(MEBIBYTE);
            assertThat(longest(client.connection)).isBetween(Duration.ofMillis(990), Duration.ofMillis(1010));
        }
    }

    @Test
    void aLargeRequestPassesInSlicesOfATwentiethOfASecond() {
        try (FilterStack stack = start("rate=8M", "burstiness=1ms");
                Client client = new Client(stack, "10.0.0.1")) {
            client.write(MEBIBYTE);
            assertThat(client.connection.sleeps).hasSize(21);
        }
    }

    @Test
    void slicesAreWholeBlocksOfTheDiskBelow() {
        ModelPlugin plugin = new ModelPlugin(new byte[2 * MEBIBYTE]);
        plugin.blockSize = new BlockSize(4096, 4096, BlockSize.UNLIMITED);
        try (FilterStack stack = FilterStack.start(filter(), plugin, "rate=8K", "burstiness=1ms");
                Client client = new Client(stack, "10.0.0.1")) {
            client.write(8192);
            assertThat(client.connection.sleeps).hasSize(2);
        }
    }

    @Test
    void readsAndWritesHaveTheSameRateEach() {
        try (FilterStack stack = start("rate=8M", "burstiness=1s");
                Client client = new Client(stack, "10.0.0.1")) {
            assertThat(client.read(MEBIBYTE)).isZero();
            assertThat(client.write(MEBIBYTE)).isZero();
            assertThat(client.read(1)).isPositive();
            assertThat(client.write(1)).isPositive();
        }
    }

    @Test
    void whatIsNotUsedIsKeptForTheTimeOfABurst() {
        try (FilterStack stack = start("rate=8M", "burstiness=500ms");
                Client client = new Client(stack, "10.0.0.1")) {
            client.read(MEBIBYTE / 2);
            clock.addAndGet(TimeUnit.MINUTES.toNanos(1));
            assertThat(client.read(MEBIBYTE / 2)).isZero();
            assertThat(client.read(MEBIBYTE / 8)).isPositive();
        }
    }

    @Test
    void eachAddressHasItsOwnBudgetWhateverItsConnections() {
        try (FilterStack stack = start("address-rate=8M", "burstiness=1s");
                Client one = new Client(stack, "10.0.0.1");
                Client same = new Client(stack, "10.0.0.1");
                Client other = new Client(stack, "10.0.0.2")) {
            assertThat(one.read(MEBIBYTE)).isZero();
            assertThat(same.read(1)).isPositive();
            assertThat(other.read(MEBIBYTE)).isZero();
        }
    }

    @Test
    void anAddressGetsNoOtherBudgetByComingBack() {
        try (FilterStack stack = start("address-rate=8M", "burstiness=1s")) {
            try (Client client = new Client(stack, "10.0.0.1")) {
                client.read(MEBIBYTE);
            }
            try (Client client = new Client(stack, "10.0.0.1")) {
                assertThat(client.read(1)).isPositive();
            }
            clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
            try (Client client = new Client(stack, "10.0.0.1")) {
                assertThat(client.read(MEBIBYTE)).isZero();
            }
        }
    }

    @Test
    void eachConnectionHasItsOwnBudgetAndAllTogetherTheServers() {
        try (FilterStack stack = start("connection-rate=8M", "rate=16M", "burstiness=1s");
                Client one = new Client(stack, "10.0.0.1");
                Client two = new Client(stack, "10.0.0.1");
                Client three = new Client(stack, "10.0.0.1")) {
            assertThat(one.read(MEBIBYTE)).isZero();
            assertThat(one.read(1)).isPositive();
            assertThat(two.read(MEBIBYTE - 1)).isZero();
            assertThat(three.read(MEBIBYTE)).isPositive();
        }
    }

    @Test
    void aFileChangesTheRateWhileTheServerRuns(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("rate");
        try (FilterStack stack = start("rate-file=" + file, "burstiness=1ms");
                Client client = new Client(stack, "10.0.0.1")) {
            assertThat(client.read(MEBIBYTE)).isZero();
            Files.writeString(file, "8M\n");
            clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThat(client.read(MEBIBYTE)).isPositive();
            Files.writeString(file, "fast");
            clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThat(client.read(MEBIBYTE)).isPositive();
            assertThat(stack.services().log).hasSize(1).first().asString().contains(file.toString(), "fast");
            Files.delete(file);
            clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThat(client.read(MEBIBYTE)).isZero();
        }
    }

    @Test
    void aScheduleByTheTimeOfDayHoldsOverMidnight() {
        try (FilterStack stack = start("rate-schedule=08:00=8M,18:00=0", "burstiness=1ms");
                Client client = new Client(stack, "10.0.0.1")) {
            timeOfDay = LocalTime.of(8, 0);
            assertThat(client.read(MEBIBYTE)).isPositive();
            timeOfDay = LocalTime.of(18, 0);
            assertThat(client.read(MEBIBYTE)).isZero();
            timeOfDay = LocalTime.of(7, 59);
            assertThat(client.read(MEBIBYTE)).isZero();
        }
    }

    @Test
    void aScheduleFromTheStartOnHasNoLimitBeforeItsFirstRate() {
        try (FilterStack stack = start("rate-schedule=+10=8M,+60=80M", "burstiness=1ms");
                Client client = new Client(stack, "10.0.0.1")) {
            assertThat(client.read(MEBIBYTE)).isZero();
            clock.addAndGet(TimeUnit.SECONDS.toNanos(10));
            client.read(MEBIBYTE);
            Duration slow = longest(client.connection);
            client.connection.sleeps.clear();
            client.counted = 0;
            clock.addAndGet(TimeUnit.SECONDS.toNanos(50));
            client.read(MEBIBYTE);
            assertThat(longest(client.connection)).isPositive().isLessThan(slow.dividedBy(5));
        }
    }

    @Test
    void aScheduleThatIsNoneIsRefusedWithWhatIsExpected() {
        assertThatThrownBy(() -> start("rate-schedule=8M"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected TIME=RATE")
                .hasMessageContaining("'8M'");
        assertThatThrownBy(() -> start("rate-schedule=08:00=8M,+10=1M")).hasMessageContaining("'+10=1M'");
        assertThatThrownBy(() -> start("rate-schedule=25:00=8M")).hasMessageContaining("'25:00'");
        assertThatThrownBy(() -> start("rate-schedule=08:00=8M,08:00=1M")).hasMessageContaining("two rates for 08:00");
        assertThatThrownBy(() -> start("rate=1M", "rate-schedule=08:00=8M")).hasMessageContaining("both");
        assertThatThrownBy(() -> start("burstiness=0")).hasMessageContaining("burstiness");
    }

    @Test
    void withoutARateTheDiskBelowIsServedItself() {
        try (FilterStack stack = start("rate=0");
                Client client = new Client(stack, "10.0.0.1")) {
            client.read(MEBIBYTE);
            assertThat(client.connection.sleeps).isEmpty();
        }
    }
}
