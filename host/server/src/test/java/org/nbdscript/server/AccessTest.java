package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyType;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.server.access.Access;

/** Who may be a client, as clients find it. */
@Timeout(60)
class AccessTest {
    private ServerFixture server(Access access) {
        FakePlugin plugin = new FakePlugin(context -> new FakeDisk(10_000));
        return new ServerFixture(
                plugin, configuration -> configuration.withAdmission(Admission.DEFAULT.withAccess(access)));
    }

    @Test
    void whoIsDeniedHearsNothingAndIsNamed() throws IOException {
        try (ServerFixture server = server((peer, isFinal) -> Access.Decision.DENY);
                TestClient client = server.connect()) {
            client.awaitDisconnect();
            assertThat(server.services.warnings)
                    .singleElement()
                    .asString()
                    .contains("client unix is turned away: the rules of access do not let it in");
        }
    }

    @Test
    void whoIsAllowedIsServed() throws IOException {
        try (ServerFixture server = server((peer, isFinal) -> Access.Decision.ALLOW);
                TestClient client = server.simple()) {
            client.call(NbdCommand.READ, 0, 0, 10).assertSuccess();
        }
    }

    /** As when a certificate would decide, and the client has none. */
    @Test
    void whoMayNotWithoutTlsIsToldSoWhenItAsksForExports() throws IOException {
        Access access = (peer, isFinal) -> isFinal ? Access.Decision.DENY : Access.Decision.LATER;
        try (ServerFixture server = server(access);
                TestClient client = server.connect()) {
            client.greet();
            for (OptionRequest option : List.of(
                    new OptionRequest.ListExports(),
                    new OptionRequest.Info("", Set.of()),
                    new OptionRequest.Go("", Set.of()))) {
                assertThat(client.option(option))
                        .singleElement()
                        .isInstanceOfSatisfying(
                                OptionReply.Failure.class,
                                failure -> assertThat(failure.type()).isEqualTo(OptionReplyType.ERR_POLICY));
            }
        }
    }
}
