package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.tests.endtoend.Installation.Language;

/** Bad scripts, parameters, addresses and clients: a clear error, and the server goes on. */
class BadInputTest {
    @TempDir
    Path directory;

    private String refusal(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = nbdscript();
        System.arraycopy(words, 0, all, 1, words.length);
        Command.Result result = Command.in(directory, all).run().endsWith(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors()).doesNotContain("\tat ");
        return result.errors();
    }

    private String script(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
        return name;
    }

    @Test
    void allWrongParametersAreNamedAtOnce() {
        assertThat(refusal(sample(Language.PYTHON, "ramdisk"), "size=5X", "colour=red"))
                .contains("size", "5X", "expected a size", "colour");
    }

    @Test
    void layersThatDoNotFitAreRefusedBeforeThereIsAClient() throws IOException {
        assertThat(refusal("--filter=offset", "memory", "1M", "offset=2M", "--run", "echo client"))
                .isEqualTo(
                        "nbdscript: error: no client could be served: offset: the range 2097152 does not lie within the"
                                + " disk, which has 1048576 bytes\n");
        assertThat(refusal("--filter=partition", "--filter=cow", "memory", "1M", "partition=1", "--run", "echo client"))
                .contains("no client could be served: partition: the disk has neither an MBR nor a GPT");
        assertThat(refusal("--filter=partition", "--filter=partition", "memory", "1M", "partition=1", "partition=2"))
                .contains("partition: is required and missing", "goes to the first layer that has such a parameter");
    }

    @Test
    void theOpenOfAScriptIsLeftToClients() throws IOException {
        requires("nbdinfo");
        String script = script("counts.py", """
                opened = 0
                def open(context):
                    global opened
                    opened += 1
                    return opened
                def get_size(h): return 512 * h
                def pread(h, buf, offset): pass
                """);
        Command.Result result = Command.in(
                        directory,
                        nbdscript(),
                        "--filter=offset",
                        script,
                        "offset=512",
                        "--run",
                        "nbdinfo --size $uri; nbdinfo --size $uri")
                .run()
                .succeeds();
        assertThat(result.output()).isEqualTo("0\n512\n");
    }

    @Test
    void aSyntaxErrorIsSaidWithFileAndLine() throws IOException {
        assertThat(refusal(script("bad.js", "function getSize() { return 1; }\nfunction pread(buf { }\n")))
                .contains("bad.js:2");
    }

    @Test
    void aMisspeltCallbackIsSaidWithFileAndLine() throws IOException {
        assertThat(refusal(script("slip.py", "def get_size(): return 512\n\ndef praed(buf): pass\n")))
                .contains("slip.py:3", "`praed` looks like `pread`");
    }

    @Test
    void anUnknownPluginIsRefusedWithTheNearestName() {
        assertThat(refusal("memroy", "1M")).contains("memroy", "memory");
    }

    @Test
    void aMissingScriptIsSaidToBeMissing() {
        assertThat(refusal("./nothing.js")).contains("nothing.js");
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.1", 0));
            String port = String.valueOf(taken.getLocalPort());
            assertThat(refusal("-i", "127.0.0.1", "-p", port, "null"))
                    .contains(port)
                    .containsIgnoringCase("in use");
        }
    }

    @Test
    void aSocketInUseIsNamedAndLeftAlone() throws IOException {
        Files.writeString(directory.resolve("taken"), "mine");
        assertThat(refusal("-U", "taken", "null")).contains("taken");
        assertThat(directory.resolve("taken")).hasContent("mine");
    }

    @Test
    void anExceptionInAnyCallbackReachesTheClientAndTheServerGoesOn() throws IOException {
        requires("nbdsh");
        script("throws.js", """
                const no = name => () => { throw new Error('no ' + name); };
                export function getSize() { return 1 << 20; }
                export const pread = no('pread'), pwrite = no('pwrite'), flush = no('flush'), trim = no('trim'),
                  zero = no('zero'), extents = no('extents'), cache = no('cache'), close = no('close');
                """);
        try (Server server = Server.start(directory, "throws.js")) {
            Command.Result client = Command.in(directory, "nbdsh", "--base-allocation", "-u", server.uri(), "-c", """
                            calls = [lambda: h.pread(512, 0), lambda: h.pwrite(b"x" * 512, 0), lambda: h.flush(),
                                     lambda: h.trim(512, 0), lambda: h.zero(512, 0), lambda: h.cache(512, 0),
                                     lambda: h.block_status(512, 0, lambda *a: 0)]
                            for call in calls:
                                try:
                                    call()
                                    print("done")
                                except nbd.Error as e:
                                    print(e.errno)
                            """)
                    .run()
                    .succeeds();
            assertThat(client.output().lines()).containsOnly("EIO").hasSize(7);
            Command.in(directory, "nbdinfo", "--size", server.uri()).run().succeeds();
            server.stop();
            assertThat(server.log()).contains("throws.js:1");
        }
    }

    @Test
    void aSizeThatIsNegativeIsRefusedAtOpen() throws IOException {
        requires("nbdinfo");
        script("negative.py", "def get_size(): return -1\ndef pread(buf): pass\n");
        try (Server server = Server.start(directory, "negative.py")) {
            assertThat(Command.in(directory, "nbdinfo", server.uri()).run().exitCode())
                    .isNotZero();
            server.stop();
            assertThat(server.log()).contains("negative.py:1").contains("-1");
        }
    }

    @Test
    void aPromiseThatNeverSettlesHoldsNeitherOtherClientsNorTheEnd() throws IOException {
        requires("nbdsh");
        script("never.js", """
                export function getSize() { return 4096; }
                export function pread(buf, offset) { if (offset === 0) return new Promise(() => {}); }
                """);
        try (Server server = Server.start(directory, "never.js")) {
            Command.in(
                            directory,
                            "nbdsh",
                            "-u",
                            server.uri(),
                            "-c",
                            "h.aio_pread(nbd.Buffer(512), 0)\nprint(h.pread(512, 512) == bytearray(512))")
                    .run()
                    .succeeds();
            Command.in(directory, "nbdsh", "-u", server.uri(), "-c", "h.pread(512, 1024)")
                    .run()
                    .succeeds();
            server.stop();
        }
    }

    @Test
    void rubbishAndVanishingClientsHarmNobody() throws IOException {
        requires("nbdinfo", "nbdsh");
        try (Server server = Server.start(directory, "memory", "1M")) {
            Random random = new Random(5);
            for (int i = 0; i < 100; i++) {
                byte[] rubbish = new byte[random.nextInt(2000)];
                random.nextBytes(rubbish);
                send(rubbish);
                send(optionOf(0xffff_ffff));
            }
            Command.in(directory, "nbdinfo", "--size", server.uri()).run().succeeds();
            server.stop();
        }
    }

    @Test
    void fiveHundredStalledClientsHarmNobody() throws IOException {
        requires("nbdinfo");
        List<SocketChannel> stalled = new ArrayList<>();
        try (Server server = Server.start(directory, "memory", "1M")) {
            for (int i = 0; i < 500; i++) {
                SocketChannel channel = connect();
                channel.write(ByteBuffer.wrap(optionOf(4096)));
                stalled.add(channel);
            }
            Command.in(directory, "nbdinfo", "--size", server.uri()).run().succeeds();
            server.stop();
        } finally {
            for (SocketChannel channel : stalled) {
                channel.close();
            }
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(directory.resolve("socket")));
        return channel;
    }

    /** Client flags, and an option that announces more than it sends. */
    private static byte[] optionOf(int length) {
        return ByteBuffer.allocate(20 + 3)
                .putInt(3)
                .putLong(0x49484156454F5054L)
                .putInt(7)
                .putInt(length)
                .put(new byte[] {1, 2, 3})
                .array();
    }

    private void send(byte[] bytes) throws IOException {
        try (SocketChannel channel = connect();
                OutputStream output = Channels.newOutputStream(channel)) {
            output.write(bytes);
        } catch (IOException e) {
            // The server may have closed the connection already, as it should.
            assertThat(e).hasMessageMatching("(?i).*(broken pipe|reset|closed).*");
        }
    }
}
