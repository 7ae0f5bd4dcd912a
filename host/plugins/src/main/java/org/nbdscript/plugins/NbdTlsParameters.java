package org.nbdscript.plugins;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.client.ClientTls;
import org.nbdscript.protocol.NbdUri;
import org.nbdscript.tls.CredentialsException;

/** The parameters of the plugin {@code nbd} that say how its connection to the other server is encrypted. */
final class NbdTlsParameters {
    private static final Parameter MODE = Parameter.builder("tls", ParameterType.ENUM)
            .choices(List.of("off", "on", "require"))
            .help("whether the connection to the server is encrypted: not, if the server can, or always; nbds in the"
                    + " URI means always, and with another parameter of TLS the default is on")
            .build();
    private static final Parameter CERTIFICATES = Parameter.builder("tls-certificates", ParameterType.PATH)
            .help("a directory with ca-cert.pem, by which servers are known, and with client-cert.pem and"
                    + " client-key.pem if the server wants to know its clients")
            .build();
    private static final Parameter KEYS = Parameter.builder("tls-psk", ParameterType.PATH)
            .help("a file of pre-shared keys, used in place of certificates")
            .build();
    private static final Parameter USER = Parameter.builder("tls-username", ParameterType.STRING)
            .help("whose pre-shared key is used; without it, that of the URI's user, or of the user who runs nbdscript")
            .build();
    private static final Parameter VERIFY = Parameter.builder("tls-verify", ParameterType.BOOL)
            .help("whether the server's certificate is looked at, true by default; without that, anybody may answer"
                    + " for the server")
            .build();
    private static final Parameter HOSTNAME = Parameter.builder("tls-hostname", ParameterType.STRING)
            .help("the name in the server's certificate, if it is not the host that is connected to")
            .build();

    private NbdTlsParameters() {}

    static List<Parameter> all() {
        return List.of(MODE, CERTIFICATES, KEYS, USER, VERIFY, HOSTNAME);
    }

    /**
     * What the parameters and the URI say together.
     *
     * @throws IllegalArgumentException if they do not fit together, or the files cannot be used
     */
    static ClientTls of(ParameterValues values, NbdUri uri) {
        ClientTls told = ClientTls.of(uri);
        ClientTls tls = new ClientTls(
                mode(values, uri),
                path(values, CERTIFICATES, told.certificates()),
                path(values, KEYS, told.keys()),
                text(values, USER, told.user()),
                values.has(VERIFY.name()) ? values.getBoolean(VERIFY.name()) : told.verifiesServer(),
                text(values, HOSTNAME, told.hostname()));
        if (tls.mode() != ClientTls.Mode.OFF) {
            requireUsable(tls, uri);
        }
        return tls;
    }

    private static ClientTls.Mode mode(ParameterValues values, NbdUri uri) {
        if (!values.has(MODE.name())) {
            boolean isMeant = Stream.of(CERTIFICATES, KEYS, USER, VERIFY, HOSTNAME)
                    .anyMatch(parameter -> values.has(parameter.name()));
            return uri.tls() ? ClientTls.Mode.REQUIRE : isMeant ? ClientTls.Mode.ON : ClientTls.Mode.OFF;
        }
        String mode = values.getString(MODE.name());
        if (uri.tls() && mode.equals("off")) {
            throw new IllegalArgumentException("tls: the URI, with nbds, asks for TLS: expected require, got off");
        }
        return uri.tls() ? ClientTls.Mode.REQUIRE : ClientTls.Mode.valueOf(mode.toUpperCase(Locale.ROOT));
    }

    private static @Nullable Path path(ParameterValues values, Parameter parameter, @Nullable Path otherwise) {
        return values.has(parameter.name()) ? values.getPath(parameter.name()) : otherwise;
    }

    private static @Nullable String text(ParameterValues values, Parameter parameter, @Nullable String otherwise) {
        return values.has(parameter.name()) ? values.getString(parameter.name()) : otherwise;
    }

    /** They are read at each connection; what is wrong with them is better said at the start. */
    private static void requireUsable(ClientTls tls, NbdUri uri) {
        try {
            tls.load(uri.endpoint());
        } catch (CredentialsException e) {
            throw new IllegalArgumentException("tls: " + e.getMessage(), e);
        }
    }
}
