package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The pace of the filter {@code rate}, as clients see it. */
@Isolated
class RateTest {
    @TempDir
    Path directory;

    @BeforeEach
    void needNbdsh() {
        requires("nbdsh");
    }

    private String run(String options, String client) throws IOException {
        Files.writeString(directory.resolve("client.py"), client);
        return Command.shell(directory, nbdscript() + " " + options + " --run 'export uri; nbdsh -c - <client.py'")
                .succeeds()
                .output();
    }

    @Test
    void aReadOf32MebibytesAt10MegabytesASecondArrivesWithoutAGapOf200Milliseconds() throws IOException {
        String output = run("--filter=rate memory 64M rate=80000000 burstiness=100ms", """
                        import os, time
                        h.connect_uri(os.environ["uri"])
                        h.pwrite(b"x" * (1 << 20), 5 << 20)
                        def attempt():
                            times = [time.monotonic()]
                            def chunk(data, offset, status, error):
                                times.append(time.monotonic())
                            begin = time.monotonic()
                            data = h.pread_structured(32 << 20, 0, chunk)
                            assert data.count(b"x") == 1 << 20 and data[5 << 20:6 << 20] == b"x" * (1 << 20)
                            gaps = [b - a for a, b in zip(times, times[1:])]
                            return max(gaps) < 0.2, 2.5 < time.monotonic() - begin < 6, len(times) > 40
                        # The machine itself may stall for as long, but hardly three times in turn.
                        for _ in range(3):
                            result = attempt()
                            if all(result):
                                break
                        print(*result)
                        """);
        assertThat(output).isEqualTo("True True True\n");
    }

    @Test
    void twoAddressesHaveTheirOwnBudgets() throws IOException {
        String output = run("-i 127.0.0.1 -p 0 --filter=rate memory 64M address-rate=80M burstiness=50ms", """
                        import os, socket, threading, time
                        port = int(os.environ["uri"].split(":")[2].strip("/"))
                        def client(address):
                            s = socket.socket()
                            s.bind((address, 0))
                            s.connect(("127.0.0.1", port))
                            h = nbd.NBD()
                            h.connect_socket(s.detach())
                            return h
                        def seconds(*clients):
                            begin = time.monotonic()
                            threads = [threading.Thread(target=c.pread, args=(5 << 20, 0)) for c in clients]
                            for thread in threads:
                                thread.start()
                            for thread in threads:
                                thread.join()
                            return time.monotonic() - begin
                        one, same, other = client("127.0.0.1"), client("127.0.0.1"), client("127.0.0.2")
                        together, apart = seconds(one, same), seconds(one, other)
                        print(together > 1.5 * apart, 0.3 < apart < 1)
                        """);
        assertThat(output).isEqualTo("True True\n");
    }

    @Test
    void aFunctionGivesEachConnectionItsRate() throws IOException {
        String output = run(
                "--filter=rate memory 64M burstiness=50ms"
                        + " rate-function='(now, connection) => now.hour < 25 && connection.export == \"slow\" ? 80e6 : 0'",
                """
                        import os, time
                        def seconds(export):
                            client = nbd.NBD()
                            client.set_export_name(export)
                            client.connect_unix(os.environ["uri"].split("socket=")[1])
                            begin = time.monotonic()
                            client.pread(5 << 20, 0)
                            return time.monotonic() - begin
                        slow, fast = seconds("slow"), seconds("fast")
                        print(0.4 < slow < 1, fast < 0.4)
                        """);
        assertThat(output).isEqualTo("True True\n");
    }

    @Test
    void aFunctionThatFailsIsNamedAndItsConnectionRefused() {
        String server = nbdscript() + " --filter=rate memory 1M rate-function=";
        assertThat(Command.shell(directory, server + "'now => now.day.after.tomorrow' --run 'nbdinfo \"$uri\" || true'")
                        .succeeds()
                        .errors())
                .contains("rate-function: TypeError");
        assertThat(Command.shell(directory, server + "'() => { for (;;); }' --run 'nbdinfo \"$uri\" || true'")
                        .succeeds()
                        .errors())
                .contains("rate-function took more than 100000 statements");
        assertThat(Command.in(directory, "bash", "-c", server + "'now =>'")
                        .run()
                        .endsWith(1)
                        .errors())
                .contains("rate-function: SyntaxError: Expected an operand but found eof");
        assertThat(Command.in(directory, "bash", "-c", server + "7")
                        .run()
                        .endsWith(1)
                        .errors())
                .contains("rate-function: expected a function such as");
    }
}
