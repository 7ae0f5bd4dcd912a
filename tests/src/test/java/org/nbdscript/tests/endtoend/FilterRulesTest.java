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

/** What filters decide about connections and requests, as libnbd sees it. */
class FilterRulesTest {
    private static final String MISFITS = """
            import os
            h.set_strict_mode(0)
            h.connect_uri(os.environ["uri"])
            def tried(action):
                try:
                    action()
                    return "done"
                except nbd.Error as error:
                    return error.errno
            print(tried(lambda: h.pread(512, 0)), tried(lambda: h.pread(4096, 512)), tried(lambda: h.pread(4096, 4096)))
            print(tried(lambda: h.pwrite(bytes(16384), 0)), tried(lambda: h.pwrite(bytes(65536), 0)))
            print(h.aio_is_ready())
            """;

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
    void blocksizePolicyRefusesMisfitsAndDisconnectsWhoWritesTooMuch() throws IOException {
        String sizes = "--filter=blocksize-policy memory 1M blocksize-minimum=4K blocksize-maximum=8K"
                + " blocksize-write-disconnect=32K blocksize-error-policy=";
        assertThat(run(sizes + "error", MISFITS)).matches("EINVAL EINVAL done\nEINVAL E[A-Z]+\nFalse\n");
        assertThat(run(sizes + "allow", MISFITS)).matches("done done done\ndone E[A-Z]+\nFalse\n");
    }

    @Test
    void aFlushOfOneConnectionFlushesWhatTheOtherHasWritten() throws IOException {
        String output = run("--filter=multi-conn --filter=log memory 1M multi-conn-mode=emulate logfile=log", """
                        import os
                        other = nbd.NBD()
                        for each in (h, other):
                            each.connect_uri(os.environ["uri"])
                        print(h.can_multi_conn(), other.can_multi_conn())
                        other.pwrite(b"x" * 512, 0)
                        h.flush()
                        h.flush()
                        """);
        assertThat(output).isEqualTo("True True\n");
        assertThat(Files.readAllLines(directory.resolve("log")))
                .filteredOn(line -> line.contains(" Flush ") && line.endsWith("..."))
                .as("flushes below: one, of the connection that wrote")
                .hasSize(1);
    }

    @Test
    void ipLetsAnAddressInAndTurnsItsNeighbourAway() throws IOException {
        String output = run("-i 127.0.0.1 -p 0 --filter=ip memory 1M allow=127.0.0.1 deny=any", """
                        import os, socket
                        port = int(os.environ["uri"].split(":")[2].strip("/"))
                        def size(address):
                            s = socket.socket()
                            s.bind((address, 0))
                            s.connect(("127.0.0.1", port))
                            client = nbd.NBD()
                            try:
                                client.connect_socket(s.detach())
                                return client.get_size()
                            except nbd.Error:
                                return "refused"
                        print(size("127.0.0.1"), size("127.0.0.2"))
                        """);
        assertThat(output).isEqualTo("1048576 refused\n");
    }

    @Test
    void exitwhenWaitsForTheLastClientAndLetsNoneIn() throws Exception {
        try (Server server =
                Server.start(directory, "--filter=exitwhen", "memory", "1M", "exit-when-file-created=stop")) {
            Files.writeString(directory.resolve("client.py"), """
                    h.connect_unix("socket")
                    open("stop", "w").close()
                    try:
                        nbd.NBD().connect_unix("socket")
                    except nbd.Error:
                        print("refused")
                    print(len(h.pread(512, 0)))
                    h.shutdown()
                    """);
            String output =
                    Command.shell(directory, "nbdsh -c - <client.py").succeeds().output();
            assertThat(output).isEqualTo("refused\n512\n");
            assertThat(server.process().waitFor()).as("exit code").isZero();
        }
    }
}
