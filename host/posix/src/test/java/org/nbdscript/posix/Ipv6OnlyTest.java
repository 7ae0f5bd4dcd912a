package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;

class Ipv6OnlyTest {
    @Test
    void thePortStaysFreeForVersion4() throws IOException {
        try (ServerSocketChannel six = ServerSocketChannel.open(StandardProtocolFamily.INET6);
                ServerSocketChannel four = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            assumeTrue(Ipv6Only.set(six), "the JVM runs without " + SocketDescriptor.NEEDED_FLAG);
            six.bind(new InetSocketAddress("::", 0));
            int port = ((InetSocketAddress) six.getLocalAddress()).getPort();
            four.bind(new InetSocketAddress("0.0.0.0", port));
            assertThat(four.getLocalAddress()).isNotNull();
        }
    }
}
