package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.VsockAddress;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
import org.nbdscript.fakes.FakeServices;
import org.nbdscript.posix.Duplicate;
import org.nbdscript.posix.SocketDescriptor;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.server.ListenAddress.Family;

/** Where a server listens. */
@Timeout(60)
class ServerAddressTest {
    private final FakeServices services = new FakeServices();

    private Server server(ListenAddress... addresses) {
        FakePlugin plugin = new FakePlugin(context -> new FakeDisk(10_000));
        DiskStack stack = new DiskStack(plugin, new FailureLog(services, System::nanoTime));
        return new Server(stack, services, ServerConfiguration.of(addresses));
    }

    private static List<SocketAddress> addresses(Server server) {
        return server.bound().stream().map(BoundAddress::address).toList();
    }

    private static void requireIpv6() throws SocketException {
        assumeTrue(
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .anyMatch(address -> address.getHostAddress().startsWith("0:0:0:0:0:0:0:1")),
                "there is no IPv6 loopback");
    }

    private static void assertServed(SocketAddress address) throws IOException {
        try (TestClient client = new TestClient(address)) {
            client.greet();
            client.go("");
            client.call(NbdCommand.READ, 0, 0, 10).assertSuccess();
        }
    }

    private static int port(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }

    @Test
    void portZeroIsAFreePort() throws IOException {
        try (Server server = server(new ListenAddress.Tcp("127.0.0.1", 0, Family.ANY))) {
            server.bind();
            server.start();
            assertThat(addresses(server)).hasSize(1);
            assertServed(addresses(server).getFirst());
        }
    }

    @Test
    void allInterfacesAreServedInBothFamilies() throws IOException {
        requireIpv6();
        try (Server server = server(new ListenAddress.Tcp(null, 0, Family.ANY))) {
            server.bind();
            server.start();
            int port = port(addresses(server).getFirst());
            assertServed(new InetSocketAddress("127.0.0.1", port));
            assertServed(new InetSocketAddress("::1", port));
        }
    }

    @Test
    void onlyTheChosenFamilyIsServed() throws IOException {
        requireIpv6();
        try (Server four = server(new ListenAddress.Tcp(null, 0, Family.IPV4));
                Server six = server(new ListenAddress.Tcp(null, 0, Family.IPV6))) {
            four.bind();
            four.start();
            six.bind();
            six.start();
            int portFour = port(addresses(four).getFirst());
            int portSix = port(addresses(six).getFirst());
            assertServed(new InetSocketAddress("127.0.0.1", portFour));
            assertServed(new InetSocketAddress("::1", portSix));
            assertThatThrownBy(() -> assertServed(new InetSocketAddress("::1", portFour)))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> assertServed(new InetSocketAddress("127.0.0.1", portSix)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aHostWithSeveralAddressesHasThePortOnEach() throws IOException {
        try (Server server = server(new ListenAddress.Tcp("localhost", 0, Family.ANY))) {
            server.bind();
            server.start();
            List<SocketAddress> addresses = addresses(server);
            assertThat(addresses).hasSize(InetAddress.getAllByName("localhost").length);
            assertThat(addresses.stream().map(ServerAddressTest::port).distinct())
                    .hasSize(1);
            for (SocketAddress address : addresses) {
                assertServed(address);
            }
        }
    }

    @Test
    void aPortInUseIsSaid() throws IOException {
        try (Server first = server(new ListenAddress.Tcp("127.0.0.1", 0, Family.ANY))) {
            first.bind();
            int port = port(addresses(first).getFirst());
            try (Server second = server(new ListenAddress.Tcp("127.0.0.1", port, Family.ANY))) {
                assertThatThrownBy(second::bind)
                        .isInstanceOf(IOException.class)
                        .hasMessageContainingAll("TCP port " + port, "127.0.0.1", "another process listens");
            }
        }
    }

    @Test
    void anUnknownHostIsSaid() throws IOException {
        try (Server server = server(new ListenAddress.Tcp("no-such-host.invalid", 0, Family.ANY))) {
            assertThatThrownBy(server::bind)
                    .hasMessageContaining("the host or interface no-such-host.invalid is not known");
        }
    }

    @Test
    void aSocketInUseIsSaidAndStays(@TempDir Path directory) throws IOException {
        ListenAddress address = new ListenAddress.Unix(directory.resolve("s"));
        try (Server first = server(address)) {
            first.bind();
            first.start();
            try (Server second = server(address)) {
                assertThatThrownBy(second::bind)
                        .hasMessageContaining("unix socket " + directory.resolve("s"))
                        .hasMessageContaining("another process listens on it");
            }
            assertServed(UnixDomainSocketAddress.of(directory.resolve("s")));
        }
        assertThat(directory.resolve("s")).doesNotExist();
    }

    @Test
    void aFileInTheWayIsSaidAndStays(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("s"));
        try (Server server = server(new ListenAddress.Unix(file))) {
            assertThatThrownBy(server::bind).hasMessageContaining("the file exists already");
        }
        assertThat(file).exists();
    }

    @Test
    void ifOneAddressCannotBeHadNoneIsBound(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("taken"));
        try (Server server = server(new ListenAddress.Unix(directory.resolve("free")), new ListenAddress.Unix(file))) {
            assertThatThrownBy(server::bind).isInstanceOf(IOException.class);
            assertThat(directory.resolve("free")).doesNotExist();
            assertThat(addresses(server)).isEmpty();
        }
    }

    @Test
    void allAddressesWithPortZeroHaveOnePort(@TempDir Path directory) throws IOException {
        requireIpv6();
        try (Server server = server(
                new ListenAddress.Tcp(null, 0, Family.IPV4),
                new ListenAddress.Unix(directory.resolve("s")),
                new ListenAddress.Tcp(null, 0, Family.IPV6))) {
            server.bind();
            server.start();
            List<SocketAddress> addresses = addresses(server);
            assertThat(addresses.get(1)).isEqualTo(UnixDomainSocketAddress.of(directory.resolve("s")));
            assertThat(port(addresses.get(0))).isPositive().isEqualTo(port(addresses.get(2)));
            assertServed(new InetSocketAddress("127.0.0.1", port(addresses.get(0))));
            assertServed(addresses.get(1));
            assertServed(new InetSocketAddress("::1", port(addresses.get(2))));
        }
    }

    @Test
    void anAddressThatIsGivenTwiceIsBoundOnce() throws IOException {
        ListenAddress address = new ListenAddress.Tcp("127.0.0.1", 0, Family.ANY);
        try (Server server = server(address, address)) {
            server.bind();
            assertThat(addresses(server)).hasSize(1);
        }
    }

    @Test
    void anInterfaceIsServedOnItsAddresses() throws IOException {
        NetworkInterface loopback = NetworkInterface.networkInterfaces()
                .filter(one -> one.inetAddresses().anyMatch(InetAddress::isLoopbackAddress))
                .findFirst()
                .orElseThrow();
        try (Server server = server(new ListenAddress.Tcp(loopback.getName(), 0, Family.IPV4))) {
            server.bind();
            server.start();
            assertThat(addresses(server))
                    .isNotEmpty()
                    .allSatisfy(address -> assertThat(((InetSocketAddress) address).getAddress())
                            .isInstanceOf(Inet4Address.class));
            assertServed(addresses(server).getFirst());
        }
    }

    @Test
    void aSocketHasTheModeThatWasGivenWhateverTheMask(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("s");
        String group = Files.readAttributes(directory, PosixFileAttributes.class)
                .group()
                .getName();
        try (Server server = server(new ListenAddress.Unix(path, new UnixPermissions(0622, null, group)))) {
            server.bind();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw--w--w-");
        }
    }

    @Test
    void anUnknownOwnerIsSaidAndNothingIsLeft(@TempDir Path directory) {
        Path path = directory.resolve("s");
        try (Server server = server(new ListenAddress.Unix(path, new UnixPermissions(null, "no-such-user", null)))) {
            assertThatThrownBy(server::bind).hasMessageContaining("there is no user no-such-user");
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void anInheritedSocketIsServedAndStaysWhereItIs(@TempDir Path directory) throws IOException {
        SocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        int descriptor;
        try (ServerSocketChannel original =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
            descriptor = Duplicate.of(SocketDescriptor.of(original).orElseThrow());
        }
        try (Server server = server(new ListenAddress.Inherited(descriptor, "disk"))) {
            server.bind();
            server.start();
            assertThat(addresses(server)).containsExactly(address);
            assertServed(address);
        }
        assertThat(directory.resolve("s")).exists();
    }

    @Test
    void aDescriptorThatIsNoSocketIsSaid() {
        try (Server server = server(new ListenAddress.Inherited(9999, "disk"))) {
            assertThatThrownBy(server::bind)
                    .hasMessageContaining("cannot listen on the inherited socket 9999 (disk): ")
                    .hasMessageContaining("EBADF");
        }
    }

    @Test
    void aSocketBetweenMachinesIsBoundToAFreePort() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/vsock")), "the kernel has no vsock: there is no /dev/vsock");
        ListenAddress address = new ListenAddress.Vsock(VsockAddress.ANY_CID, ListenAddress.ANY_VSOCK_PORT);
        try (Server server = server(address)) {
            server.bind();
            server.start();
            assertThat(addresses(server).getFirst())
                    .isInstanceOfSatisfying(
                            VsockAddress.class,
                            vsock -> assertThat(vsock.port()).isPositive().isLessThan(ListenAddress.ANY_VSOCK_PORT));
        }
    }
}
