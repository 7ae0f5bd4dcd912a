package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Peer;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.fakes.FakeConnection;

class PolicyFilterTest extends FilterContract {
    private final FakeConnection connection = new FakeConnection();

    @Override
    protected Filter filter() {
        return new PolicyFilter();
    }

    /** A rule that is looked at with each request, and never matches. */
    @Override
    protected String[] parameters() {
        return new String[] {"rule=EPERM any length=1G-"};
    }

    private Disk open(String... parameters) {
        return FilterStack.start(filter(), new ModelPlugin(new byte[8192]), parameters)
                .stack()
                .open(connection);
    }

    private static void write(Disk disk, long offset, int length) {
        disk.write(ByteBuffer.allocate(length), offset, RequestFlags.NONE);
    }

    private static void assertRefused(Errno errno, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NbdException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @Test
    void aRuleNamesCommandsAndTheRestPasses() {
        Disk disk = open("rule=ENOSPC write,trim");
        assertRefused(Errno.ENOSPC, () -> write(disk, 0, 1));
        assertRefused(Errno.ENOSPC, () -> disk.trim(0, 512, RequestFlags.NONE));
        assertThatCode(() -> disk.zero(0, 512, RequestFlags.NONE)).doesNotThrowAnyException();
        assertThat(ModelRead.of(disk, 0, 1)).containsExactly(0);
    }

    @Test
    void theFirstRuleThatMatchesDecides() {
        Disk disk = open("rule=allow write touches=0-511", "rule=EPERM change");
        assertThatCode(() -> write(disk, 0, 1)).doesNotThrowAnyException();
        assertRefused(Errno.EPERM, () -> write(disk, 512, 1));
    }

    @Test
    void allConditionsOfARuleMustHold() {
        Disk disk = open("rule=EPERM read touches=1K-2047 length=512-1K unaligned=512");
        assertRefused(Errno.EPERM, () -> ModelRead.of(disk, 1000, 600));
        assertThatCode(() -> ModelRead.of(disk, 1024, 512)).as("aligned").doesNotThrowAnyException();
        assertThatCode(() -> ModelRead.of(disk, 1025, 511)).as("short").doesNotThrowAnyException();
        assertThatCode(() -> ModelRead.of(disk, 1000, 1025)).as("long").doesNotThrowAnyException();
        assertThatCode(() -> ModelRead.of(disk, 424, 600)).as("elsewhere").doesNotThrowAnyException();
    }

    @Test
    void dropDisconnectsTheClient() {
        Disk disk = open("rule=drop any");
        assertRefused(Errno.ESHUTDOWN, disk::flush);
        assertThat(connection.disconnections).containsExactly(true);
    }

    @Test
    void whatNoRuleMatchesIsAsTheDefaultSays() {
        Disk disk = open("rule=allow read", "policy-default=EACCES");
        assertThat(ModelRead.of(disk, 0, 1)).containsExactly(0);
        assertRefused(Errno.EACCES, () -> write(disk, 0, 1));
        assertRefused(Errno.EACCES, () -> disk.extents(0, 1, RequestFlags.NONE, (offset, length, type) -> true));
    }

    @Test
    void rulesMayBeAboutSomeClientsOrExportsOnly() {
        connection.peer = Peer.of(new InetSocketAddress("10.0.0.9", 1));
        assertRefused(Errno.EPERM, () -> write(open("rule=EPERM write address=10.0.0.9"), 0, 1));
        assertThatCode(() -> write(open("rule=EPERM write address=10.0.0.8"), 0, 1))
                .doesNotThrowAnyException();
        assertThatCode(() -> write(open("rule=EPERM write user=0"), 0, 1)).doesNotThrowAnyException();
        assertThatCode(() -> write(open("rule=EPERM write export=other"), 0, 1)).doesNotThrowAnyException();
    }

    @Test
    void aFileHasARuleInEachLine(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("rules");
        Files.writeString(file, "# no changes\n\nEPERM change # at all\n");
        assertRefused(Errno.EPERM, () -> write(open("rules=" + file), 0, 1));
        Files.writeString(file, "allow read\n\nEPERM chnge\n");
        assertThatThrownBy(() -> open("rules=" + file))
                .hasMessageContaining(file + ":3")
                .hasMessageContaining("'chnge'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rule=forbid write",
                "rule=EPERM chnge",
                "rule=EPERM write size=5",
                "rule=EPERM touches=5",
                "rule=EPERM length=9-5",
                "rule=EPERM unaligned=0",
                "policy-default=perhaps",
                "rules=/nowhere/at/all"
            })
    void whatIsNoRuleIsRefusedWithWhatIsExpected(String parameter) {
        assertThatThrownBy(() -> open(parameter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).*(expected|begins with|cannot be read).*");
    }
}
