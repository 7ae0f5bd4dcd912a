package org.nbdscript.jython;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;
import org.nbdscript.api.TlsIdentity;
import org.python.core.Py;
import org.python.core.PyObject;

/** The {@code context} that {@code open}, {@code list_exports} and others take. */
final class ConnectionObject extends AttributesObject {
    ConnectionObject(ConnectionContext context) {
        super("context");
        set("peer", peer(context.peer()));
        set("readonly", Py.newBoolean(context.isReadOnly()));
        set("tls", Py.newBoolean(context.isTls()));
        set(
                "sleep",
                new NativeFunction("sleep", 1, 1, "Sleeps some seconds; fails when the client goes away.", given -> {
                    context.sleep(seconds(given[0]));
                    return Py.None;
                }));
        set("disconnect", new NativeFunction("disconnect", 0, 1, "Ends the connection; at once if forced.", given -> {
            context.disconnect(given.length > 0 && given[0].__nonzero__());
            return Py.None;
        }));
        if (context instanceof OpenContext open) {
            set("export_name", HostValues.text(open.exportName()));
            set("structured_replies", Py.newBoolean(open.hasStructuredReplies()));
        }
    }

    private static AttributesObject peer(Peer peer) {
        AttributesObject object = new AttributesObject("peer");
        object.set("address", HostValues.text(peer.name()));
        object.set("pid", number(peer.pid()));
        object.set("uid", number(peer.uid()));
        object.set("gid", number(peer.gid()));
        TlsIdentity tls = peer.tls() == null ? TlsIdentity.ANONYMOUS : peer.tls();
        object.set("tls_dn", text(tls.dn()));
        object.set("tls_issuer_dn", text(tls.issuerDn()));
        object.set("tls_user", text(tls.user()));
        return object;
    }

    private static PyObject text(@Nullable String text) {
        return text == null ? Py.None : HostValues.text(text);
    }

    private static PyObject number(OptionalLong number) {
        return number.isPresent() ? HostValues.integer(number.getAsLong()) : Py.None;
    }

    /** A time in seconds that a script gives. */
    static Duration seconds(PyObject value) {
        double seconds = value.asDouble();
        if (!(seconds >= 0 && seconds < Long.MAX_VALUE / 1e9)) {
            throw Py.ValueError("expected seconds, 0 or more, got " + value);
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
