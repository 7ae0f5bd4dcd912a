package org.nbdscript.server;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Has the system ask TCP clients that are silent whether they are still there, and disconnect those that are not.
 *
 * @param idle how long a client is silent before it is asked, whole seconds; null for what the system has set
 * @param interval how long until it is asked again, whole seconds; null for what the system has set
 * @param count how often it is asked in vain; null for what the system has set
 */
public record KeepAlive(
        @Nullable Duration idle,
        @Nullable Duration interval,
        @Nullable Integer count) {
    /** As the system has it set. */
    public static final KeepAlive SYSTEM = new KeepAlive(null, null, null);

    /** Whether all is as the system has it set. Not by {@code equals}, which takes a record long the first time. */
    public boolean isSystem() {
        return idle == null && interval == null && count == null;
    }

    void set(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (idle != null) {
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, (int) idle.toSeconds());
        }
        if (interval != null) {
            channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, (int) interval.toSeconds());
        }
        if (count != null) {
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, count);
        }
    }
}
