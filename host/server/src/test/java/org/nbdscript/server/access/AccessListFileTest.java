package org.nbdscript.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Peer;
import org.nbdscript.api.access.SubjectSyntax;
import org.nbdscript.server.access.Access.Decision;

@Timeout(60)
class AccessListFileTest {
    private static final Peer PEER = Peer.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 4711));
    private static final AccessList NOTHING = new AccessList(List.of());

    @TempDir
    Path directory;

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private Path file;

    /** Keeps the errors. */
    private final class Services implements HostServices {
        @Override
        public void debug(String message) {}

        @Override
        public boolean isVerbose() {
            return false;
        }

        @Override
        public void error(String message) {
            errors.add(message);
        }

        @Override
        public void warn(String message) {
            throw new AssertionError(message);
        }

        @Override
        public void print(String line) {
            throw new AssertionError(line);
        }

        @Override
        public String readPassword(String parameter) {
            throw new AssertionError("nothing needs a password here");
        }

        @Override
        public void shutdown() {
            throw new AssertionError("nothing ends the server here");
        }
    }

    @BeforeEach
    void writeList() throws IOException {
        file = directory.resolve("list");
        Files.writeString(file, "allow 192.0.2.7\n");
    }

    private AccessListFile open() throws IOException {
        return AccessListFile.open(file, NOTHING, new Services());
    }

    private static void awaitDecision(Access access, Decision decision) {
        Awaitility.await().until(() -> access.decide(PEER, true) == decision);
    }

    @Test
    void aChangedFileCounts() throws IOException {
        try (AccessListFile list = open()) {
            assertThat(list.decide(PEER, true)).isEqualTo(Decision.ALLOW);
            Files.writeString(file, "deny any\n");
            awaitDecision(list, Decision.DENY);
            Path next = Files.writeString(directory.resolve("next"), "allow any\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            awaitDecision(list, Decision.ALLOW);
            assertThat(errors).isEmpty();
        }
    }

    @Test
    void aBrokenFileIsToldWithItsLineAndTheListFromBeforeStays() throws IOException {
        try (AccessListFile list = open()) {
            Files.writeString(file, "deny any\nalow any\n");
            Awaitility.await().until(() -> !errors.isEmpty());
            assertThat(errors)
                    .singleElement()
                    .asString()
                    .contains("the access list from before stays", file + ":2: expected allow or deny");
            assertThat(list.decide(PEER, true)).isEqualTo(Decision.ALLOW);
            Files.writeString(file, "deny any\n");
            awaitDecision(list, Decision.DENY);
        }
    }

    @Test
    void aFileThatIsEmptiedOrRemovedLetsNobodyElseIn() throws IOException {
        Files.writeString(file, "deny any\n");
        try (AccessListFile list = open()) {
            Files.writeString(file, "");
            Awaitility.await().until(() -> errors.size() == 1);
            Files.delete(file);
            Awaitility.await().until(() -> errors.size() == 2);
            assertThat(list.decide(PEER, true)).isEqualTo(Decision.DENY);
        }
    }

    @Test
    void theFirstRulesStayBeforeThoseOfTheFile() throws IOException {
        AccessList first = new AccessList(List.of(new AccessRule(false, SubjectSyntax.parse("192.0.2.7"))));
        try (AccessListFile list = AccessListFile.open(file, first, new Services())) {
            assertThat(list.decide(PEER, true)).isEqualTo(Decision.DENY);
        }
    }

    @Test
    void aFileThatIsBrokenOrMissingFromTheStartIsRefused() throws IOException {
        Files.writeString(file, "allow mars\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file + ":1: expected any");
        Files.delete(file);
        assertThatThrownBy(this::open).isInstanceOf(NoSuchFileException.class);
    }
}
