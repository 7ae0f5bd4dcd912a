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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real clients make of replies that the filter {@code mask} has spoilt, or only delayed. */
class MaskTest {
    @TempDir
    Path directory;

    @BeforeEach
    void needClients() {
        requires("nbdsh", "nbdinfo", "nbdcopy");
    }

    private String run(String mask, String plugin, String client) throws IOException {
        Files.writeString(directory.resolve("client.py"), client);
        return Command.shell(
                        directory,
                        nbdscript() + " --filter=mask " + plugin + " " + mask
                                + " --run 'nbdsh -u \"$uri\" -c - <client.py'")
                .succeeds()
                .output();
    }

    @Test
    void nbdinfoSeesWhatIsHiddenAndClaimed() {
        String output = Command.shell(
                        directory,
                        nbdscript() + " --filter=mask memory 1M mask-hide=trim,multi-conn mask-claim=rotational"
                                + " --run 'nbdinfo \"$uri\"'")
                .succeeds()
                .output();
        assertThat(output)
                .contains("can_trim: false", "can_multi_conn: false", "is_rotational: true", "can_flush: true");
    }

    @ParameterizedTest
    @CsvSource({"cookie", "magic", "short"})
    void libnbdNoticesThatTheProtocolIsBroken(String fault) throws IOException {
        assertThat(run("mask-reply=" + fault, "memory 1M", """
                        try:
                            h.pread(512, 0)
                            print("nothing noticed")
                        except nbd.Error as e:
                            print("noticed", h.aio_is_dead() or h.aio_is_closed())
                        """)).isEqualTo("noticed True\n");
    }

    @Test
    void aRequestThatIsMadeToFailFailsAndTheNextOneGoesOn() throws IOException {
        assertThat(run("mask-reply=error:50% mask-seed=1", "memory 1M", """
                        done = failed = 0
                        for i in range(100):
                            try:
                                h.pread(512, 0)
                                done += 1
                            except nbd.Error as e:
                                assert e.errno == "EIO"
                                failed += 1
                        print(30 < done < 70, done + failed)
                        """)).isEqualTo("True 100\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fragment", "late:5% mask-delay=1ms", "reorder mask-delay=5ms"})
    void whatIsOnlyUnusualHarmsNoCopy(String faults) {
        Command.shell(directory, """
                        dd if=/dev/urandom of=content bs=64k count=32 status=none
                        %s --filter=mask memory 2M mask-reply=%s \
                            --run 'nbdcopy content "$uri" && nbdcopy "$uri" back && cmp content back'
                        truncate -s 2M file
                        %s --filter=mask file file mask-reply=%s \
                            --run 'nbdcopy content "$uri" && nbdcopy "$uri" back && cmp content back'
                        """.formatted(nbdscript(), faults, nbdscript(), faults))
                .succeeds();
    }

    @Test
    void repliesAreReorderedWhereSeveralAreInFlight() throws IOException {
        assertThat(run("mask-reply=reorder mask-delay=1s", "memory 1M", """
                        order = []
                        for i in range(4):
                            h.aio_pread(nbd.Buffer(512), 512 * i, completion=lambda e, i=i: order.append(i) or 1)
                        while h.aio_in_flight() > 0:
                            h.poll(-1)
                        print(order)
                        """)).isEqualTo("[1, 0, 3, 2]\n");
    }
}
