package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

/** What the system is told about silent clients. */
class KeepAliveTest {
    @Test
    void allThatIsGivenIsSet() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            new KeepAlive(Duration.ofSeconds(50), Duration.ofSeconds(7), 3).set(channel);
            assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(50);
            assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL))
                    .isEqualTo(7);
            assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(3);
        }
    }

    @Test
    void whatIsNotGivenStaysAsTheSystemHasIt() throws IOException {
        try (SocketChannel channel = SocketChannel.open();
                SocketChannel untouched = SocketChannel.open()) {
            new KeepAlive(null, null, 3).set(channel);
            assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE))
                    .isEqualTo(untouched.getOption(ExtendedSocketOptions.TCP_KEEPIDLE));
            assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL))
                    .isEqualTo(untouched.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL));
        }
    }
}
