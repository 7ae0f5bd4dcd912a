package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Peer;
import org.nbdscript.api.TlsIdentity;
import org.nbdscript.fakes.FakeConnection;

class IpFilterTest {
    private static final Peer LOCAL = Peer.of(new InetSocketAddress("127.0.0.1", 1));
    private static final Peer OTHER = Peer.of(new InetSocketAddress("192.0.2.9", 1));
    private static final Peer ROOT =
            new Peer(UnixDomainSocketAddress.of(""), OptionalLong.of(77), OptionalLong.of(0), OptionalLong.of(0));

    private static FilterStack start(String... parameters) {
        return FilterStack.start(new IpFilter(), new ModelPlugin(new byte[512]), parameters);
    }

    private static void connect(FilterStack stack, Peer peer) {
        FakeConnection connection = new FakeConnection();
        connection.peer = peer;
        stack.stack().preconnect(connection);
        stack.stack().open(connection).close();
    }

    private static void assertComes(FilterStack stack, Peer peer) {
        assertThatCode(() -> connect(stack, peer)).doesNotThrowAnyException();
    }

    private static void assertTurnedAway(FilterStack stack, Peer peer) {
        assertThatThrownBy(() -> connect(stack, peer))
                .isInstanceOfSatisfying(
                        NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EACCES));
    }

    @Test
    void withoutListsEverybodyComes() {
        assertComes(start(), OTHER);
    }

    @Test
    void whoIsDeniedIsTurnedAwayUnlessAllowed() {
        FilterStack stack = start("allow=127.0.0.1", "deny=all");
        assertComes(stack, LOCAL);
        assertTurnedAway(stack, OTHER);
        assertTurnedAway(stack, ROOT);
    }

    @Test
    void listsHaveNetworksAndUsersAndMayBeRepeated() {
        FilterStack stack = start("deny=192.0.2.0/24,uid:0", "deny=pid:5");
        assertTurnedAway(stack, OTHER);
        assertTurnedAway(stack, ROOT);
        assertComes(stack, LOCAL);
    }

    @Test
    void aNameOfTlsIsWaitedForAndMayHaveCommas() {
        FilterStack stack = start("allow=10.0.0.1,dn:CN=alice,O=Example", "deny=any");
        assertComes(stack, OTHER.withTls(new TlsIdentity("CN=alice,O=Example", "CN=ca", null)));
        assertTurnedAway(stack, OTHER.withTls(new TlsIdentity("CN=bob,O=Example", "CN=ca", null)));
        FakeConnection early = new FakeConnection();
        early.peer = OTHER;
        assertThatCode(() -> stack.stack().preconnect(early)).doesNotThrowAnyException();
        assertThatThrownBy(() -> stack.stack().open(early)).isInstanceOf(NbdException.class);
    }

    @Test
    void whatNamesNobodyIsRefusedWithWhatIsExpected() {
        assertThatThrownBy(() -> start("deny=localhost"))
                .hasMessageContaining("deny: expected any")
                .hasMessageContaining("'localhost'");
    }
}
