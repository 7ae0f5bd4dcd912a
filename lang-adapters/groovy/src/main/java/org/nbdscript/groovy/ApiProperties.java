package org.nbdscript.groovy;

import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;
import org.nbdscript.api.RequestFlags;

/**
 * What Groovy adds to the API's types, as an extension module: their accessors as properties, such as {@code flags.fua}
 * and {@code context.exportName}, in dynamic code and under {@code @CompileStatic} alike.
 */
public final class ApiProperties {
    private ApiProperties() {}

    /** {@code flags.fua}. */
    public static boolean isFua(RequestFlags self) {
        return self.fua();
    }

    /** {@code flags.mayTrim}. */
    public static boolean isMayTrim(RequestFlags self) {
        return self.mayTrim();
    }

    /** {@code flags.requestOne}. */
    public static boolean isRequestOne(RequestFlags self) {
        return self.requestOne();
    }

    /** {@code flags.reqOne}, nbdkit's name for it. */
    public static boolean isReqOne(RequestFlags self) {
        return self.requestOne();
    }

    /** {@code flags.fastZero}. */
    public static boolean isFastZero(RequestFlags self) {
        return self.fastZero();
    }

    /** {@code flags.bits}: nbdkit's bits. */
    public static int getBits(RequestFlags self) {
        return self.bits();
    }

    /** {@code context.exportName}. */
    public static String getExportName(OpenContext self) {
        return self.exportName();
    }

    /** {@code context.structuredReplies}. */
    public static boolean isStructuredReplies(OpenContext self) {
        return self.hasStructuredReplies();
    }

    /** {@code context.peer}. */
    public static Peer getPeer(ConnectionContext self) {
        return self.peer();
    }

    /** {@code context.sleep(100)}: sleeps for milliseconds, until the client goes away. */
    public static void sleep(ConnectionContext self, long milliseconds) {
        self.sleep(Duration.ofMillis(milliseconds));
    }

    /** {@code context.disconnect()}: ends the connection when the requests in flight are answered. */
    public static void disconnect(ConnectionContext self) {
        self.disconnect(false);
    }

    /** {@code peer.address}. */
    public static SocketAddress getAddress(Peer self) {
        return self.address();
    }

    /** {@code peer.name}: the address for people. */
    public static String getName(Peer self) {
        return self.name();
    }

    /** {@code peer.pid}: null where it is not known. */
    public static @Nullable Long getPid(Peer self) {
        return self.pid().isPresent() ? self.pid().getAsLong() : null;
    }

    /** {@code peer.uid}: null where it is not known. */
    public static @Nullable Long getUid(Peer self) {
        return self.uid().isPresent() ? self.uid().getAsLong() : null;
    }

    /** {@code peer.gid}: null where it is not known. */
    public static @Nullable Long getGid(Peer self) {
        return self.gid().isPresent() ? self.gid().getAsLong() : null;
    }
}
