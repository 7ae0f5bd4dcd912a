package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerCredentialsTest {
    @TempDir
    Path directory;

    @Test
    void aUnixSocketKnowsItsPeersProcessUserAndGroup() throws IOException {
        PeerCredentials ours = new PeerCredentials(
                OptionalLong.of(ProcessHandle.current().pid()), ownId("unix:uid"), ownId("unix:gid"));
        withConnection(accepted -> assertThat(PeerCredentials.of(accepted)).isEqualTo(ours));
    }

    @Test
    void withoutTheJvmFlagTheProcessIsUnknownButUserAndGroupAreNot() throws IOException {
        PeerCredentials ours = new PeerCredentials(OptionalLong.empty(), ownId("unix:uid"), ownId("unix:gid"));
        withConnection(accepted ->
                assertThat(PeerCredentials.withoutProcessId(accepted)).isEqualTo(ours));
    }

    @Test
    void namesThatNobodyHasHaveNoNumber() throws PosixException {
        assertThat(NameService.userId("root")).hasValue(0);
        assertThat(NameService.groupId("root")).hasValue(0);
        assertThat(NameService.user("root")).hasValue(new User("root", 0, 0));
        assertThat(NameService.user(0)).hasValue(new User("root", 0, 0));
        assertThat(NameService.userId("no such user")).isEmpty();
        assertThat(NameService.groupId("no such group")).isEmpty();
    }

    @Test
    void aTcpSocketIsRefused() throws IOException {
        try (ServerSocketChannel listener =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel connected = SocketChannel.open(listener.getLocalAddress())) {
            assertThatThrownBy(() -> PeerCredentials.of(connected))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("unix-domain");
        }
    }

    private OptionalLong ownId(String attribute) throws IOException {
        return OptionalLong.of((int) Files.getAttribute(directory, attribute));
    }

    @FunctionalInterface
    private interface Check {
        void accept(SocketChannel accepted) throws IOException;
    }

    private void withConnection(Check check) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (ServerSocketChannel listener =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel connecting = SocketChannel.open(address);
                SocketChannel accepted = listener.accept()) {
            assertThat(connecting.isConnected()).isTrue();
            check.accept(accepted);
        }
    }
}
