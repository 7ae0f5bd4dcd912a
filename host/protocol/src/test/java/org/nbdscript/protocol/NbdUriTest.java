package org.nbdscript.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NbdUriTest {
    @ParameterizedTest
    @CsvSource({
        "nbd://example.com/disk, disk",
        "nbd+unix:///disk?socket=sock, disk",
        "nbd://example.com/, ''",
        "nbd://example.com, ''",
        "nbd://example.com//disk, /disk",
        "nbd://example.com/hello%20world, hello world",
        "nbd://example.com/a+b%2Bc, a+b+c",
        "nbd://example.com/d%C3%A9, dé"
    })
    void theExportIsThePathWithoutItsFirstSlash(String uri, String export) {
        assertThat(NbdUri.parse(uri).export()).isEqualTo(export);
    }

    @Test
    void tcpHasAHostAndAPort() {
        assertThat(NbdUri.parse("nbd://example.com").endpoint()).isEqualTo(new NbdUri.Tcp("example.com", 10809));
        assertThat(NbdUri.parse("nbd://my_host:1/").endpoint()).isEqualTo(new NbdUri.Tcp("my_host", 1));
        assertThat(NbdUri.parse("nbd://[::1]:65535/").endpoint()).isEqualTo(new NbdUri.Tcp("::1", 65535));
    }

    @Test
    void unixSocketsAreDecoded() {
        assertThat(NbdUri.parse("nbd+unix://?socket=/a%20b").endpoint()).isEqualTo(new NbdUri.Unix("/a b"));
        assertThat(NbdUri.parse("nbds+unix:///x?socket=%00/abstract").endpoint())
                .isEqualTo(new NbdUri.Unix("\0/abstract"));
    }

    @Test
    void vsockIsLocalUnlessItSaysOtherwise() {
        assertThat(NbdUri.parse("nbd+vsock:///").endpoint()).isEqualTo(new NbdUri.Vsock(1, 10809));
        assertThat(NbdUri.parse("nbds+vsock://4294967295:4294967295").endpoint())
                .isEqualTo(new NbdUri.Vsock(0xffffffffL, 0xffffffffL));
    }

    @Test
    void tlsUserAndParametersAreRead() {
        NbdUri uri = NbdUri.parse("nbds://al%40ice@h/?tls-type=psk&x-mine=1&colour=r%26b");

        assertThat(uri.tls()).isTrue();
        assertThat(uri.user()).isEqualTo("al@ice");
        assertThat(uri.parameters()).isEqualTo(Map.of("tls-type", "psk", "x-mine", "1", "colour", "r&b"));
        assertThat(uri.unknownParameters()).containsExactly("colour");
    }

    @Test
    void urisArePrintedWithoutWhatIsTheDefault() {
        assertThat(NbdUri.tcp("localhost", 10809, "")).hasToString("nbd://localhost");
        assertThat(NbdUri.tcp("::1", 1234, "a b").withTls()).hasToString("nbds://[::1]:1234/a%20b");
        assertThat(NbdUri.unix("/tmp/a'b.sock", "")).hasToString("nbd+unix:///?socket=/tmp/a%27b.sock");
        assertThat(NbdUri.unix("\0name", "é/$x")).hasToString("nbd+unix:///%C3%A9/%24x?socket=%00name");
        assertThat(NbdUri.vsock(2, 10809, "")).hasToString("nbd+vsock://2");
    }

    @Test
    void whatIsPrintedIsReadBack() {
        for (NbdUri uri : new NbdUri[] {
            NbdUri.tcp("::1", 1, "/?#%&+\"<>|\\ \u00e9\ud83d\ude00"),
            NbdUri.unix("/tmp/%41 ?&=#", "//").withTls(),
            NbdUri.vsock(3, 0, "x"),
            new NbdUri(true, new NbdUri.Tcp("h", 10809), "", "a/b:c@d", Map.of("tls-type", "x=y&z"))
        }) {
            assertThat(NbdUri.parse(uri.toString())).isEqualTo(uri);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "disk.img",
                "nbd:localhost",
                "http://localhost/",
                "nbd://",
                "nbd:///x",
                "nbd://h:65536",
                "nbd://h:0",
                "nbd://h:-1",
                "nbd://h:x",
                "nbd+unix:///x",
                "nbd+unix:///x?socket=",
                "nbd+unix:///?socket=a&socket=b",
                "nbd://h/%zz",
                "nbd://h/%ff",
                "nbd://h/a%00b",
                "nbd://h/%4",
                "nbd+vsock://4294967296",
                "nbd://h/ x"
            })
    void whatIsNoNbdUriIsRefusedWithItsText(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NbdUri.parse(uri))
                .withMessageContaining(uri.substring(uri.lastIndexOf('/') + 1));
    }
}
