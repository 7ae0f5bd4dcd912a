package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of the server a client can have. */
class LimitsTest {
    @TempDir
    Path directory;

    private String nbdsh(String commands) {
        return Command.in(directory, "nbdsh", "-c", commands).run().succeeds().output();
    }

    @Test
    void anAddressHasNoMoreConnectionsThanItsLimit() {
        requires("nbdsh");
        try (Server server = Server.startListening(
                directory, "--listen=tcp:127.0.0.1:0", "--max-connections-per-address=2", "memory", "1M")) {
            assertThat(nbdsh("""
                    import socket
                    kept = []
                    for address in ['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.2']:
                        s = socket.socket()
                        s.bind((address, 0))
                        s.connect(('127.0.0.1', %s))
                        client = nbd.NBD()
                        kept.append(client)
                        try:
                            client.connect_socket(s.detach())
                            print(address, client.get_size())
                        except nbd.Error:
                            print(address, 'refused')
                    """.formatted(server.port()))).isEqualTo("""
                    127.0.0.1 1048576
                    127.0.0.1 1048576
                    127.0.0.1 refused
                    127.0.0.2 1048576
                    """);
            assertThat(server.log()).contains("is turned away");
            server.stop();
        }
    }

    @Test
    void aClientThatChoosesNoExportInTimeIsDisconnectedAndOneThatHasIsNot() {
        requires("nbdsh");
        try (Server server = Server.start(directory, "--timeout=1", "memory", "1M")) {
            assertThat(nbdsh("""
                    import socket
                    h.connect_uri('%s')
                    s = socket.socket(socket.AF_UNIX)
                    s.connect('socket')
                    greeting = b''
                    while True:
                        more = s.recv(100)
                        if not more:
                            break
                        greeting += more
                    print(greeting[:16], h.pread(4, 0))
                    """.formatted(server.uri())))
                    .isEqualTo("b'NBDMAGICIHAVEOPT' bytearray(b'\\x00\\x00\\x00\\x00')\n");
            server.stop();
        }
    }

    /** Each call waits until two others are there, so that fewer threads would wait for ever. */
    @Test
    void aConnectionHasAsManyRequestsOnThreadsAsTheLimitAllowsAndNoMore() throws IOException {
        requires("nbdsh");
        Path script = Files.writeString(directory.resolve("meeting.groovy"), """
                import java.util.concurrent.CyclicBarrier
                import java.util.concurrent.atomic.AtomicInteger

                def threadModel() { 'parallel' }
                three = new CyclicBarrier(3)
                running = new AtomicInteger()
                most = new AtomicInteger()

                def getSize() { 1 << 20 }

                def pread(buf, offset) {
                    def now = running.incrementAndGet()
                    most.accumulateAndGet(now, Math::max)
                    three.await()
                    running.decrementAndGet()
                }

                def cleanup() { println "most at a time: ${most.get()}" }
                """);
        try (Server server = Server.start(directory, "--threads=3", script.toString())) {
            nbdsh("""
                    h.connect_uri('%s')
                    reads = [h.aio_pread(nbd.Buffer(512), 512 * i) for i in range(12)]
                    while h.aio_in_flight() > 0:
                        h.poll(-1)
                    assert all(h.aio_command_completed(read) for read in reads)
                    """.formatted(server.uri()));
            server.stop();
            assertThat(server.log()).contains("most at a time: 3");
        }
    }
}
