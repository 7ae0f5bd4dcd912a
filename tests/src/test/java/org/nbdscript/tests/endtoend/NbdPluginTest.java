package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin that serves what another server serves: nbdkit here. */
class NbdPluginTest {
    @TempDir
    Path directory;

    private Command.Result behindNbdkit(String nbdkit, String parameters, String client) {
        requires("nbdkit", "nbdinfo", "fio");
        return Command.shell(
                directory,
                "nbdkit -U - " + nbdkit + " --run 'export unixsocket; " + nbdscript() + " nbd " + parameters
                        + " --run \"" + client.replace("\"", "\\\"").replace("$", "\\$") + "\"'");
    }

    @Test
    void sizeAndCapabilitiesAreThoseOfTheOtherServer() {
        String info = behindNbdkit("memory 1M", "socket=$unixsocket", "nbdinfo \"$uri\"")
                .succeeds()
                .output();
        assertThat(info).contains("export-size: 1048576", "can_trim: true", "can_zero: true", "can_multi_conn: true");
    }

    @Test
    void extentsAreThoseOfTheOtherServer() {
        assertThat(behindNbdkit(
                                "data \"1 @65536 2\" size=128K",
                                "socket=$unixsocket",
                                "nbdinfo --map --totals \"$uri\"")
                        .succeeds()
                        .output())
                .contains("hole,zero");
    }

    @Test
    void noByteIsWrongThroughIt() {
        assertThat(behindNbdkit(
                                "memory 16M",
                                "socket=$unixsocket",
                                "fio --ioengine=nbd --uri=\"$uri\" --rw=randrw --bsrange=512-64k --iodepth=32 --size=16M"
                                        + " --verify=crc32c --verify_fatal=1 --verify_backlog=256 --name=verify")
                        .succeeds()
                        .output())
                .contains("err= 0");
    }

    @Test
    void theExportThatAClientAsksForIsAskedForOfTheOtherServer() {
        assertThat(behindNbdkit(
                                "info exportname",
                                "socket=$unixsocket dynamic-export=true",
                                "nbdcopy \"nbd+unix:///hello?socket=$unixsocket\" -")
                        .succeeds()
                        .output())
                .isEqualTo("hello");
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        Command.Result result = Command.in(
                        directory, nbdscript(), "nbd", "socket=none.sock", "--run", "nbdinfo \"$uri\"")
                .run();
        assertThat(result.errors()).contains("none.sock cannot be connected to");
    }

    @Test
    void oneWayToTheOtherServerIsToBeGiven() {
        assertThat(Command.in(directory, nbdscript(), "nbd", "socket=a", "hostname=b")
                        .run()
                        .errors())
                .contains("nbd: expected one of uri, hostname and socket, got hostname and socket");
    }
}
