package org.nbdscript.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Peer;
import org.nbdscript.api.TlsIdentity;
import org.nbdscript.api.VsockAddress;
import org.nbdscript.api.access.Subject;
import org.nbdscript.api.access.SubjectSyntax;
import org.nbdscript.server.access.Access.Decision;

class AccessListTest {
    private static final Peer UNIX =
            new Peer(UnixDomainSocketAddress.of(""), OptionalLong.of(99), OptionalLong.of(1000), OptionalLong.of(100));

    private static Peer ip(String address) {
        return Peer.of(new InetSocketAddress(InetAddress.ofLiteral(address), 4711));
    }

    private static AccessList list(String... lines) {
        return AccessSyntax.list("list", List.of(lines));
    }

    @ParameterizedTest
    @CsvSource({
        "any, 192.0.2.7, true",
        "ipv4, 192.0.2.7, true",
        "ipv4, ::1, false",
        "ipv6, ::1, true",
        "unix, ::1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.77/25, 192.0.2.127, true",
        "192.0.2.77/25, 192.0.2.128, false",
        "192.0.2.7/32, 192.0.2.7, true",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::/0, 192.0.2.7, false",
        "uid:0, 192.0.2.7, false",
    })
    void internetClientsAreKnownByTheirAddress(String subject, String address, boolean matches) {
        assertThat(SubjectSyntax.parse(subject).matches(ip(address))).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "unix, true",
        "uid:1000, true",
        "uid:0, false",
        "gid:100, true",
        "gid:1000, false",
        "pid:99, true",
        "pid:1, false",
        "ipv4, false",
        "vsock, false",
        "0.0.0.0/0, false"
    })
    void clientsOfUnixSocketsAreKnownByTheirCredentials(String subject, boolean matches) {
        assertThat(SubjectSyntax.parse(subject).matches(UNIX)).isEqualTo(matches);
    }

    @Test
    void machinesAreKnownByTheirNumber() {
        Peer machine = Peer.of(new VsockAddress(3, 4711));
        assertThat(SubjectSyntax.parse("cid:3").matches(machine)).isTrue();
        assertThat(SubjectSyntax.parse("cid:2").matches(machine)).isFalse();
        assertThat(SubjectSyntax.parse("vsock").matches(machine)).isTrue();
    }

    @Test
    void namesOfTlsMayHaveStars() {
        Peer alice = ip("::1").withTls(TlsIdentity.ofCertificate("CN=alice,O=Example", "CN=ca"));
        assertThat(SubjectSyntax.parse("dn:CN=alice,O=Example").matches(alice)).isTrue();
        assertThat(SubjectSyntax.parse("dn:CN=*,O=Example").matches(alice)).isTrue();
        assertThat(SubjectSyntax.parse("dn:CN=alice").matches(alice)).isFalse();
        assertThat(SubjectSyntax.parse("dn:CN=.*").matches(alice)).isFalse();
        assertThat(SubjectSyntax.parse("issuer-dn:CN=ca").matches(alice)).isTrue();
        assertThat(SubjectSyntax.parse("tls-user:*").matches(alice)).isFalse();
        assertThat(SubjectSyntax.parse("tls-user:bob").matches(ip("::1").withTls(TlsIdentity.ofUser("bob"))))
                .isTrue();
    }

    @Test
    void theFirstRuleThatMatchesDecides() {
        AccessList list = list("deny 192.0.2.7", "allow 192.0.2.0/24", "deny any");
        assertThat(list.decide(ip("192.0.2.7"), false)).isEqualTo(Decision.DENY);
        assertThat(list.decide(ip("192.0.2.8"), false)).isEqualTo(Decision.ALLOW);
        assertThat(list.decide(ip("::1"), false)).isEqualTo(Decision.DENY);
    }

    @Test
    void whoIsNotMentionedIsDeniedIfAnybodyIsAllowed() {
        assertThat(list("allow 192.0.2.7").decide(ip("::1"), false)).isEqualTo(Decision.DENY);
        assertThat(list("deny 192.0.2.7").decide(ip("::1"), false)).isEqualTo(Decision.ALLOW);
    }

    @Test
    void aRuleOfTlsIsDecidedWhenTlsHasStartedOrCannotAnyMore() {
        AccessList list = list("deny 192.0.2.7", "allow dn:CN=alice", "allow 127.0.0.1");
        assertThat(list.decide(ip("192.0.2.7"), false)).isEqualTo(Decision.DENY);
        assertThat(list.decide(ip("::1"), false)).isEqualTo(Decision.LATER);
        assertThat(list.decide(ip("::1"), true)).isEqualTo(Decision.DENY);
        assertThat(list.decide(ip("127.0.0.1"), true)).isEqualTo(Decision.ALLOW);
        Peer alice = ip("::1").withTls(TlsIdentity.ofCertificate("CN=alice", "CN=ca"));
        assertThat(list.decide(alice, false)).isEqualTo(Decision.ALLOW);
        assertThat(list.decide(ip("::1").withTls(TlsIdentity.ANONYMOUS), false)).isEqualTo(Decision.DENY);
    }

    @Test
    void commentsAndBlankLinesCountForNothing() {
        assertThat(list("# who may come", "", "  allow\tuid:0   # root", "deny dn:CN=a#b")
                        .rules())
                .map(AccessRule::toString)
                .hasSize(2);
        assertThat(list("deny dn:CN=a#b").rules().getFirst().subject())
                .isEqualTo(new Subject.WithName(Subject.Named.DN, "CN=a#b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "192.0.2",
                "192.0.2.0/33",
                "::1/129",
                "192.0.2.0/x",
                "192.0.2.0/",
                "uid:",
                "uid:root",
                "gid:-1",
                "cid:4294967296",
                "dn:",
                "colour:red"
            })
    void whatIsNoSubjectIsRefusedWithWhatWasExpected(String text) {
        assertThatThrownBy(() -> SubjectSyntax.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected ");
    }

    @Test
    void allThatIsWrongWithAListIsSaidWithItsLines() {
        assertThatThrownBy(() -> list("allow 192.0.2.7", "alow any", "", "deny", "allow mars"))
                .hasMessageContaining("list:2: expected allow or deny, and who, got 'alow any'")
                .hasMessageContaining("list:4: expected allow or deny, and who, got 'deny'")
                .hasMessageContaining("list:5: expected any, ipv4,")
                .hasMessageNotContaining("list:1");
    }

    @Test
    void aListWithoutARuleIsRefused() {
        assertThatThrownBy(() -> list("# nothing")).hasMessageContaining("list: there is no rule");
    }
}
