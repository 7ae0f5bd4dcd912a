package org.nbdscript.javascript;

import java.util.OptionalLong;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;
import org.nbdscript.api.TlsIdentity;

/** Makes the object that a script knows a connection by. */
final class ConnectionObjects {
    private final Prelude prelude;
    private final EventLoop loop;

    ConnectionObjects(Prelude prelude, EventLoop loop) {
        this.prelude = prelude;
        this.loop = loop;
    }

    Value toGuest(ConnectionContext context) {
        Value properties = prelude.call("object");
        properties.putMember("readOnly", context.isReadOnly());
        properties.putMember("tls", context.isTls());
        if (context instanceof OpenContext open) {
            properties.putMember("exportName", open.exportName());
            properties.putMember("structuredReplies", open.hasStructuredReplies());
        }
        ProxyExecutable onClose = arguments -> {
            Value action = arguments[0];
            context.onClose(() -> loop.execute(action::executeVoid));
            return null;
        };
        ProxyExecutable disconnect = arguments -> {
            context.disconnect(arguments[0].asBoolean());
            return null;
        };
        return prelude.call("connection", properties, peer(context.peer()), onClose, disconnect);
    }

    private Value peer(Peer peer) {
        Value object = prelude.call("object");
        object.putMember("address", peer.name());
        put(object, "pid", peer.pid());
        put(object, "uid", peer.uid());
        put(object, "gid", peer.gid());
        TlsIdentity tls = peer.tls();
        if (tls != null) {
            put(object, "tlsDn", tls.dn());
            put(object, "tlsIssuerDn", tls.issuerDn());
            put(object, "tlsUser", tls.user());
        }
        return object;
    }

    private static void put(Value object, String name, @Nullable String value) {
        if (value != null) {
            object.putMember(name, value);
        }
    }

    private static void put(Value object, String name, OptionalLong value) {
        if (value.isPresent()) {
            object.putMember(name, HostValues.number(value.getAsLong()));
        }
    }
}
