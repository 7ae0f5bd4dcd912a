package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.server.ListenAddress.Family;

/** Where a server listens. */
@Timeout(60)
class ServerAddressTest {
    private final RecordingServices services = new RecordingServices();

    private Server server(ListenAddress... addresses) {
        FakePlugin plugin = new FakePlugin(context -> new FakeDisk(10_000));
        DiskStack stack = new DiskStack(plugin, new FailureLog(services, System::nanoTime));
        return new Server(stack, services, ServerConfiguration.of(addresses));
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
            assertThat(server.addresses()).hasSize(1);
            assertServed(server.addresses().getFirst());
        }
    }

    @Test
    void allInterfacesAreServedInBothFamilies() throws IOException {
        requireIpv6();
        try (Server server = server(new ListenAddress.Tcp(null, 0, Family.ANY))) {
            server.bind();
            server.start();
            int port = port(server.addresses().getFirst());
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
            int portFour = port(four.addresses().getFirst());
            int portSix = port(six.addresses().getFirst());
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
            List<SocketAddress> addresses = server.addresses();
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
            int port = port(first.addresses().getFirst());
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
            assertThatThrownBy(server::bind).hasMessageContaining("no-such-host.invalid is not known");
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
            assertThat(server.addresses()).isEmpty();
        }
    }
}
