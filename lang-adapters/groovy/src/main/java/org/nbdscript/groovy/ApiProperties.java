package org.nbdscript.groovy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.TlsIdentity;

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

    /** {@code context.sleep(2)}: sleeps for seconds, until the client goes away. */
    public static void sleep(ConnectionContext self, long seconds) {
        self.sleep(Duration.ofSeconds(seconds));
    }

    /** {@code context.sleep(0.5)}: the same for parts of a second. */
    public static void sleep(ConnectionContext self, Number seconds) {
        self.sleep(GroovyServices.duration(seconds));
    }

    /** {@code context.disconnect()}: ends the connection when the requests in flight are answered. */
    public static void disconnect(ConnectionContext self) {
        self.disconnect(false);
    }

    /** {@code peer.name}: the address for people. */
    public static String getName(Peer self) {
        return self.name();
    }

    /** {@code peer.tlsDn}. */
    public static @Nullable String getTlsDn(Peer self) {
        TlsIdentity tls = self.tls();
        return tls == null ? null : tls.dn();
    }

    /** {@code peer.tlsIssuerDn}. */
    public static @Nullable String getTlsIssuerDn(Peer self) {
        TlsIdentity tls = self.tls();
        return tls == null ? null : tls.issuerDn();
    }

    /** {@code peer.tlsUser}. */
    public static @Nullable String getTlsUser(Peer self) {
        TlsIdentity tls = self.tls();
        return tls == null ? null : tls.user();
    }
}
