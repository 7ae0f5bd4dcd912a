package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Peer;
import org.nbdscript.api.VsockAddress;
import org.nbdscript.fakes.FakeServices;

class ConnectionLogTest {
    private static final String EVENT = "is disconnected";
    private final FakeServices services = new FakeServices();
    private final AtomicLong nanoTime = new AtomicLong();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final ConnectionLog log = new ConnectionLog(services, nanoTime::get, (delay, task) -> {
        assertThat(delay).isEqualTo(Duration.ofMinutes(1));
        later.add(task);
    });

    @Test
    void allPortsOfAHostCountAsOne() {
        for (int port = 1; port <= 100; port++) {
            log.warn(host("192.0.2.7", port), EVENT, "bad magic");
        }
        assertThat(services.warnings)
                .containsExactly(
                        "client 192.0.2.7:1 is disconnected: bad magic",
                        "client 192.0.2.7:10 is disconnected: bad magic (9 times from 192.0.2.7 in the last 1 s, 10 so far)",
                        "client 192.0.2.7:100 is disconnected: bad magic (90 times from 192.0.2.7 in the last 1 s, 100 so far)");
    }

    @Test
    void allProcessesOfAUserAndAllPortsOfAMachineCountAsOne() {
        for (int i = 0; i < 3; i++) {
            log.warn(user(1000, i), EVENT, "bad magic");
            log.warn(Peer.of(new VsockAddress(3, i)), EVENT, "bad magic");
        }
        log.warn(user(1001, 1), EVENT, "bad magic");
        assertThat(services.warnings).hasSize(3);
        log.close();
        assertThat(services.warnings)
                .hasSize(5)
                .contains(
                        "client unix is disconnected: bad magic (2 times from user 1000 in the last 1 s, 3 so far)",
                        "client vsock:3:2 is disconnected: bad magic (2 times from vsock:3 in the last 1 s, 3 so far)");
    }

    @Test
    void theFirstFromEachHostAndOfEachKindIsTold() {
        log.warn(host("192.0.2.7", 1), EVENT, "bad magic");
        log.warn(host("192.0.2.8", 1), EVENT, "bad magic");
        log.warn(host("192.0.2.7", 1), EVENT, "too long");
        log.warn(host("192.0.2.7", 1), "is turned away", "bad magic");
        log.error(host("192.0.2.7", 1), EVENT, "bad magic");
        assertThat(services.warnings).hasSize(4);
        assertThat(services.errors).containsExactly("client 192.0.2.7:1 is disconnected: bad magic");
    }

    @Test
    void numbersAndNamesThatAClientHasSentMakeNoOtherKind() {
        for (int i = 0; i < 9; i++) {
            String reason = "expected 0x12, but 0xabc%d came with %d bytes and the name 'it's\n%d'".formatted(i, i, i);
            log.warn(host("192.0.2.7", i), EVENT, reason);
        }
        assertThat(services.warnings).hasSize(1);
    }

    @Test
    void aFloodFromManyHostsIsCountedAsOne() {
        for (int i = 0; i < 50_000; i++) {
            log.warn(host("10.0." + i / 256 + "." + i % 256, 1), EVENT, "bad magic");
        }
        assertThat(services.warnings).hasSizeLessThan(30);
        log.close();
        assertThat(services.warnings)
                .last()
                .asString()
                .endsWith("bad magic (39,980 times from other addresses in the last 1 s, 49,980 so far)");
    }

    @Test
    void theCountIsToldAMinuteLaterThoughNothingComesAnyMore() {
        log.warn(host("192.0.2.7", 1), EVENT, "bad magic");
        assertThat(later).as("nothing is counted yet").isEmpty();
        nanoTime.addAndGet(1_000_000_000L);
        log.warn(host("192.0.2.7", 2), EVENT, "bad magic");
        log.warn(host("192.0.2.7", 3), EVENT, "bad magic");
        assertThat(later).hasSize(1);
        nanoTime.addAndGet(60_000_000_000L);
        later.remove().run();
        assertThat(services.warnings)
                .last()
                .isEqualTo(
                        "client 192.0.2.7:3 is disconnected: bad magic (2 times from 192.0.2.7 in the last 61 s, 3 so far)");
        assertThat(later).as("there is nothing more to tell").isEmpty();
    }

    @Test
    void whatIsNotDueYetIsToldAnotherMinuteLater() {
        log.warn(host("192.0.2.7", 1), EVENT, "bad magic");
        log.warn(host("192.0.2.7", 2), EVENT, "bad magic");
        nanoTime.addAndGet(59_000_000_000L);
        log.warn(host("192.0.2.8", 1), EVENT, "bad magic");
        log.warn(host("192.0.2.8", 2), EVENT, "bad magic");
        nanoTime.addAndGet(1_000_000_000L);
        later.remove().run();
        assertThat(services.warnings).hasSize(3);
        nanoTime.addAndGet(60_000_000_000L);
        later.remove().run();
        assertThat(services.warnings).hasSize(4).last().asString().contains("(once from 192.0.2.8 ");
    }

    @Test
    void failuresOfTheServerItselfAreCountedToo() {
        for (int i = 0; i < 9; i++) {
            log.error("a client could not be accepted", "Too many open files");
        }
        log.close();
        assertThat(services.errors)
                .containsExactly(
                        "a client could not be accepted: Too many open files",
                        "a client could not be accepted: Too many open files (8 times in the last 1 s, 9 so far)");
    }

    private static Peer host(String address, int port) {
        return Peer.of(new InetSocketAddress(address, port));
    }

    private static Peer user(long uid, long pid) {
        return new Peer(
                UnixDomainSocketAddress.of(""), OptionalLong.of(pid), OptionalLong.of(uid), OptionalLong.of(uid));
    }
}
