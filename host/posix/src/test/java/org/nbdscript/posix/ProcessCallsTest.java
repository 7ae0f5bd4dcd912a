package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessCallsTest {
    private static final int EXIT_STATUS_OF_SIGNALS = 128;

    @Test
    void theParentIsTheOneThatTheJdkSees() throws PosixException {
        assertThat(Getppid.parentProcessId())
                .isEqualTo(ProcessHandle.current().parent().orElseThrow().pid());
    }

    @Test
    void aSignalEndsAProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sleep", "60").start();
        Kill.send(process.pid(), Signal.NONE);
        assertThat(process.isAlive()).isTrue();
        Kill.send(process.pid(), Signal.USR1);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(EXIT_STATUS_OF_SIGNALS + Signal.USR1.number());
        assertThatThrownBy(() -> Kill.send(process.pid(), Signal.NONE)).hasMessage("kill: ESRCH (No such process)");
    }

    @Test
    void processGroupsCannotBeSignalledByMistake() {
        assertThatThrownBy(() -> Kill.send(0, Signal.NONE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Kill.send(-1, Signal.NONE)).hasMessageContaining("-1");
    }

    @Test
    void aDirectoryThatThereIsNotCannotBeChangedTo() {
        assertThatThrownBy(() -> Chdir.to(Path.of("/none")))
                .hasMessage("chdir /none: ENOENT (No such file or directory)");
    }

    @Test
    void umaskGivesBackWhatItReplaced() throws PosixException {
        int before = Umask.set(0077);
        try {
            assertThat(Umask.set(0027)).isEqualTo(0077);
        } finally {
            assertThat(Umask.set(before)).isEqualTo(0027);
        }
    }

    @Test
    void aProcessEndsWithItsParent() throws IOException, InterruptedException {
        String javaCommand = ProcessHandle.current().info().command().orElseThrow();
        // The shell is the parent in between: it starts the child, hears that it is ready, and ends.
        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        "\"$0\" --enable-native-access=ALL-UNNAMED -cp \"$1\" \"$2\" & read line; exit 0",
                        javaCommand,
                        System.getProperty("java.class.path"),
                        EndsWithParent.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String childId = shell.inputReader().readLine();
        ProcessHandle child = ProcessHandle.of(Long.parseLong(childId)).orElseThrow();
        shell.outputWriter().write("go\n");
        shell.outputWriter().flush();
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(child.onExit()).succeedsWithin(10, TimeUnit.SECONDS);
    }

    /** Asks to be killed with its parent, prints its process id, and sleeps. */
    static final class EndsWithParent {
        private EndsWithParent() {}

        public static void main(String[] arguments) throws PosixException, InterruptedException {
            ParentDeathSignal.request(Signal.KILL);
            System.out.println(ProcessHandle.current().pid());
            Thread.sleep(TimeUnit.MINUTES.toMillis(1));
        }
    }

    @Test
    void aNewSessionIsNamedAfterItsLeader() throws IOException, InterruptedException {
        String javaCommand = ProcessHandle.current().info().command().orElseThrow();
        Process process = new ProcessBuilder(
                        javaCommand,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsSession.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo(process.pid() + " EPERM");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Starts a session, prints its id, and the error of doing so again. */
    static final class StartsSession {
        private StartsSession() {}

        public static void main(String[] arguments) throws PosixException {
            long session = Setsid.newSession();
            try {
                Setsid.newSession();
            } catch (PosixException e) {
                System.out.println(session + " " + e.errno());
            }
        }
    }
}
