package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
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
                .contains("nbd: expected one of uri, hostname, socket, socket-fd, command, got hostname and socket");
    }

    /** nbdkit lets one client in. */
    @Test
    void clientsShareOneConnectionIfTheyAreToldTo() throws IOException {
        requires("nbdkit", "nbdsh", "nbdcopy");
        Files.writeString(directory.resolve("clients.py"), """
                import os
                h.connect_uri(os.environ['uri'])
                other = nbd.NBD()
                other.connect_uri(os.environ['uri'])
                h.pwrite(b'hello', 0)
                print(h.can_multi_conn(), other.pread(5, 0))
                """);
        Command.Result result = Command.shell(directory, """
                echo 'export uri; nbdsh -c "$(cat clients.py)"; nbdcopy "$uri" - | head -c 5' >clients
                nbdkit -U - --filter=limit memory 1M limit=1 \
                    --run '%s nbd socket=$unixsocket shared=true --run ". ./clients"'
                """.formatted(nbdscript()));
        assertThat(result.succeeds().output()).isEqualTo("True bytearray(b'hello')\nhello");
    }

    @Test
    void aCommandsServerIsStartedForAllClientsAndAgainWhenItHasEnded() {
        requires("qemu-nbd", "qemu-img", "nbdinfo", "nbdcopy");
        Command.Result result = Command.shell(directory, """
                qemu-img create -q -f qcow2 disk.qcow2 3M
                %1$s nbd command=qemu-nbd arg=-f arg=qcow2 arg=disk.qcow2 --run '
                    nbdinfo --size "$uri"; nbdcopy "$uri" - | wc -c; pgrep -c -P $PPID qemu-nbd
                    kill -9 $(pgrep -P $PPID qemu-nbd); while pgrep -P $PPID qemu-nbd >/dev/null; do sleep 0.01; done
                    nbdinfo --size "$uri" 2>/dev/null; nbdinfo --size "$uri"'
                """.formatted(nbdscript()));
        assertThat(result.succeeds().output())
                .startsWith("3145728\n3145728\n1\n")
                .endsWith("3145728\n");
    }

    /** nbdkit asks the kernel for a signal at the end of the thread that has started it. */
    @Test
    void aCommandsServerOutlivesItsFirstClientAndEndsWithUs() {
        requires("nbdkit", "nbdinfo", "nbdcopy");
        Command.Result result = Command.shell(directory, """
                %1$s nbd command=nbdkit arg=memory arg=1M --run '
                    for i in 1 2 3; do nbdinfo --size "$uri"; nbdcopy "$uri" - | wc -c; done
                    pgrep -P $PPID nbdkit >process'
                tail --pid=$(cat process) -f /dev/null
                """.formatted(nbdscript()));
        assertThat(result.succeeds().output()).isEqualTo("1048576\n".repeat(6));
        assertThat(result.errors()).isEmpty();
    }

    @Test
    void aCommandThatThereIsNotIsSaid() {
        Command.Result result = Command.in(
                        directory, nbdscript(), "nbd", "command=nowhere", "--run", "nbdinfo \"$uri\"")
                .run();
        assertThat(result.errors()).contains("nowhere: not found", "nowhere cannot be connected to: ");
    }

    @Test
    void aConnectedSocketMayBeInherited() throws IOException {
        requires("nbdkit", "nbdinfo");
        Files.writeString(directory.resolve("inherit.py"), """
                import os, socket, subprocess, sys
                ours, theirs = socket.socketpair()
                subprocess.Popen(['nbdkit', '-s', 'memory', '2M'], stdin=theirs, stdout=theirs)
                theirs.close()
                subprocess.run([sys.argv[1], 'nbd', 'socket-fd=%d' % ours.fileno(), '--run',
                    'nbdinfo --size "$uri"; nbdinfo --size "$uri"'], pass_fds=[ours.fileno()], check=True)
                """);
        Command.Result result =
                Command.in(directory, "python3", "inherit.py", nbdscript()).run();
        assertThat(result.succeeds().output()).isEqualTo("2097152\n2097152\n");
    }

    @Test
    void whatDoesNotFitTogetherIsSaid() {
        String nbd = nbdscript() + " nbd ";
        Command.Result result = Command.shell(
                directory,
                nbd + "command=a shared=false || " + nbd + "socket=a shared=true dynamic-export=true || " + nbd
                        + "socket=a arg=b || true");
        assertThat(result.errors())
                .contains(
                        "shared: expected true, since with command and socket-fd there is one connection",
                        "dynamic-export: expected false, since clients that share a connection share its export",
                        "arg: expected the parameter command before it");
    }
}
