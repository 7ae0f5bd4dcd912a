package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What filters do to the bytes and the pace of a disk, and ahead of its clients, as real clients see it. */
class FilterEffectsTest {
    /** What a client of all these tests begins with. */
    private static final String CONNECT = """
            import os, re, time
            h.connect_uri(os.environ["uri"])
            def cached():
                return [(int(offset, 16), int(count, 16)) for offset, count in
                        re.findall(r"Cache id=\\d+ offset=(\\w+) count=(\\w+) ", open("log").read())]
            def wait(state):
                end = time.monotonic() + 60
                while not state():
                    assert time.monotonic() < end, "it took too long"
                    time.sleep(0.01)
            """;

    @TempDir
    Path directory;

    private Command.Result run(String options, String client) throws IOException {
        requires("nbdsh");
        Files.writeString(directory.resolve("client.py"), CONNECT + client);
        return Command.shell(directory, nbdscript() + " " + options + " --run 'export uri; nbdsh -c - <client.py'")
                .succeeds();
    }

    private String output(String options, String client) throws IOException {
        return run(options, client).output();
    }

    /** The positions of wrong bits in the first and in the second half of a disk of zeroes, each read twice. */
    private List<String> wrongBits(String parameters) throws IOException {
        String halves = output("--filter=evil memory 128K evil-probability=1:1000 " + parameters, """
                for offset in (0, 0, 65536, 65536):
                    data = h.pread(65536, offset)
                    print([i * 8 + bit for i, byte in enumerate(data) for bit in range(8) if byte & 1 << bit])
                """);
        List<String> lines = halves.lines().toList();
        assertThat(lines).hasSize(4).doesNotContain("[]");
        return lines;
    }

    @Test
    void evilBitsThatAreStuckStaySoAndComeAgainWithTheSeed() throws IOException {
        List<String> bits = wrongBits("evil=stuck-bits evil-seed=1");
        assertThat(bits.get(1)).isEqualTo(bits.get(0));
        assertThat(bits.get(3)).isEqualTo(bits.get(2)).isNotEqualTo(bits.get(0));
        assertThat(wrongBits("evil=stuck-bits evil-seed=1")).isEqualTo(bits);
        assertThat(wrongBits("evil=stuck-bits evil-seed=2")).isNotEqualTo(bits);
    }

    @Test
    void evilWiresSpoilTheSameBitsOfEachRequest() throws IOException {
        List<String> bits = wrongBits("evil=stuck-wires evil-seed=1");
        assertThat(bits).containsOnly(bits.getFirst());
    }

    @Test
    void evilCosmicRaysNeverHitTheSamePlaces() throws IOException {
        assertThat(wrongBits("evil=cosmic-rays evil-seed=1")).doesNotHaveDuplicates();
    }

    @Test
    void evilIsFoundByAClientWithChecksumsThoughWhatWasWrittenIsRight() throws IOException {
        requires("fio");
        Files.write(directory.resolve("disk.img"), new byte[1 << 20]);
        String fio = " --run 'fio --ioengine=nbd --uri=\"$uri\" --bs=64k --size=1M --verify=crc32c --verify_fatal=1"
                + " --name=verify --rw=";
        String server = nbdscript() + " --filter=evil file disk.img evil-seed=1 evil-probability=";
        Command.shell(directory, server + "0" + fio + "write'").succeeds();
        Command.Result spoilt = Command.in(directory, "bash", "-c", server + "1:10000" + fio + "read'")
                .run();
        assertThat(spoilt.exitCode()).isNotZero();
        assertThat(spoilt.output() + spoilt.errors()).contains("verify");
        Command.shell(directory, server + "0" + fio + "read'").succeeds();
    }

    @Test
    void evilLeavesWhatIsWrittenAsItIs() throws IOException {
        Files.write(directory.resolve("disk.img"), new byte[1 << 16]);
        output("--filter=evil file disk.img evil-probability=10% evil-seed=1", "h.pwrite(b'\\x55' * 65536, 0)");
        byte[] expected = new byte[1 << 16];
        Arrays.fill(expected, (byte) 0x55);
        assertThat(directory.resolve("disk.img")).hasBinaryContent(expected);
    }

    @Test
    void readaheadHasMoreAndMoreCachedUpTo4MebibytesAheadButNothingForReadsThatDoNotFollow() throws IOException {
        String output = output("--filter=readahead --filter=log memory 64M logfile=log", """
                for offset in (32 << 20, 1 << 20, 48 << 20):
                    h.pread(4096, offset)
                print(cached())
                end = 4096
                h.pread(4096, 0)
                ahead = 0
                while ahead < 4 << 20:
                    h.pread(4096, end)
                    end += 4096
                    wait(cached)
                    ahead = sum(cached()[-1]) - end
                found = cached()
                print(found[0] == (8192, 32768), found[1][1] > 32768, ahead == 4 << 20)
                print(all(sum(one) == next[0] for one, next in zip(found, found[1:])))
                """);
        assertThat(output).isEqualTo("[]\nTrue True True\nTrue\n");
    }

    @Test
    void whatReadaheadHasFetchedIsNotReadAgain() throws IOException {
        String output =
                output("--filter=readahead --filter=cow --filter=log memory 4M cow-on-cache=true logfile=log", """
                def below():
                    return re.findall(r"Read id=\\d+ offset=(\\w+) count=(\\w+) ", open("log").read())
                def reaches_below(offset):
                    before = below().count((hex(offset), "0x1000"))
                    h.pread(4096, offset)
                    return below().count((hex(offset), "0x1000")) > before
                print([reaches_below(offset) for offset in (0x100000, 0x101000)])
                wait(lambda: not reaches_below(0x102000))
                print(reaches_below(0x108000))
                """);
        assertThat(output).isEqualTo("[True, True]\nFalse\n");
    }

    @Test
    void readaheadSaysWhyItDoesNothing() throws IOException {
        Command.Result result = run("--filter=readahead --filter=nocache memory 1M", "h.pread(512, 0)");
        assertThat(result.errors()).contains("readahead: nothing is prefetched, since the disk below cannot cache");
    }

    @Test
    void scanHasTheWholeDiskCachedOnceFromTheStartOn() throws IOException {
        String output = output("--filter=scan --filter=log memory 4608K logfile=log scan-size=1M", """
                wait(lambda: len(cached()) == 5)
                print(cached() == [(i << 20, min(1 << 20, 4608 * 1024 - (i << 20))) for i in range(5)])
                """);
        assertThat(output).isEqualTo("True\n");
        assertThat(Files.readString(directory.resolve("log")).split("Cache id=\\d+ offset=\\w+ count=", -1))
                .as("five caches, each begun once")
                .hasSize(6);
    }

    @Test
    void scanForeverBeginsAgainAtTheEnd() throws IOException {
        String output = output("--filter=scan --filter=log memory 2M logfile=log scan-size=1M scan-forever=true", """
                wait(lambda: len(cached()) >= 4)
                print([offset for offset, count in cached()[:4]])
                """);
        assertThat(output).isEqualTo("[0, 1048576, 0, 1048576]\n");
    }
}
