package org.nbdscript.plugins;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.Plugin;
import org.nbdscript.client.ClientOptions;
import org.nbdscript.client.NbdClient;
import org.nbdscript.client.OptionRefusedException;
import org.nbdscript.client.TlsFailedException;
import org.nbdscript.protocol.NbdUri;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyType;
import org.nbdscript.tls.CredentialsException;

/** Serves an export of another NBD server. */
public final class NbdPlugin implements Plugin {
    private static final Parameter URI = Parameter.builder("uri", ParameterType.URI)
            .magic()
            .help("the export, such as nbd://host/export or nbd+unix:///export?socket=/run/nbd.sock")
            .build();
    private static final Parameter HOSTNAME = Parameter.builder("hostname", ParameterType.STRING)
            .help("the server's host, in place of a URI")
            .build();
    private static final Parameter PORT = Parameter.builder("port", ParameterType.INT)
            .range(1, 65535)
            .defaultText("10809")
            .help("its port")
            .build();
    private static final Parameter SOCKET = Parameter.builder("socket", ParameterType.PATH)
            .help("the server's unix socket, in place of a URI")
            .build();
    private static final Parameter EXPORT = Parameter.builder("export", ParameterType.STRING)
            .defaultText("")
            .help("the export's name; not with a URI, which has it")
            .build();
    private static final Parameter DYNAMIC_EXPORT = Parameter.builder("dynamic-export", ParameterType.BOOL)
            .defaultText("false")
            .help("open the export that the client asks for, and list those that the server has")
            .build();
    private static final Parameter RETRY = Parameter.builder("retry", ParameterType.INT)
            .range(0, 1_000_000)
            .defaultText("0")
            .help("how often to try again to connect, a second apart")
            .build();

    private NbdUri uri = NbdUri.tcp("localhost", NbdUri.DEFAULT_PORT, "");
    private ClientOptions options = ClientOptions.ALL;
    private boolean isDynamic;
    private long retries;

    @Override
    public String name() {
        return "nbd";
    }

    @Override
    public String description() {
        return "Serves an export of another NBD server.";
    }

    @Override
    public ParameterSchema parameters() {
        List<Parameter> all = new ArrayList<>(List.of(URI, HOSTNAME, PORT, SOCKET, EXPORT, DYNAMIC_EXPORT, RETRY));
        all.addAll(NbdTlsParameters.all());
        return ParameterSchema.of(all.toArray(Parameter[]::new));
    }

    @Override
    public void configure(ParameterValues values) {
        List<String> given = new ArrayList<>(List.of("uri", "hostname", "socket"));
        given.removeIf(name -> !values.has(name));
        if (given.size() != 1) {
            throw new IllegalArgumentException("nbd: expected one of uri, hostname and socket, got "
                    + (given.isEmpty() ? "none" : String.join(" and ", given)));
        }
        uri = uri(values, values.getString("export"));
        isDynamic = values.getBoolean("dynamic-export");
        retries = values.getLong("retry");
        options = ClientOptions.ALL.withTls(NbdTlsParameters.of(values, uri));
    }

    private static NbdUri uri(ParameterValues values, String export) {
        if (values.has("uri")) {
            if (!export.isEmpty()) {
                throw new IllegalArgumentException("export: the URI has the export's name");
            }
            return NbdUri.parse(values.getUri("uri").toString());
        }
        return values.has("socket")
                ? NbdUri.unix(values.getPath("socket").toString(), export)
                : NbdUri.tcp(values.getString("hostname"), (int) values.getLong("port"), export);
    }

    private NbdUri uri(String exportName) {
        return isDynamic ? new NbdUri(uri.tls(), uri.endpoint(), exportName, uri.user(), uri.parameters()) : uri;
    }

    @Override
    public List<Export> listExports(ConnectionContext context) {
        if (!isDynamic) {
            return Plugin.super.listExports(context);
        }
        try {
            return NbdClient.exports(uri, options).stream()
                    .map(NbdPlugin::export)
                    .toList();
        } catch (IOException e) {
            throw new NbdException(Errno.EIO, "the exports of " + uri + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static Export export(OptionReply.Server server) {
        String description = server.description();
        return new Export(server.name(), description.isEmpty() ? null : description);
    }

    @Override
    public Disk open(OpenContext context) {
        NbdUri wanted = uri(context.exportName());
        for (long attempt = 0; ; attempt++) {
            try {
                return new NbdDisk(NbdClient.connect(wanted, options), wanted);
            } catch (OptionRefusedException e) {
                throw refusal(wanted, e);
            } catch (IOException e) {
                if (attempt == retries || e instanceof TlsFailedException || e instanceof CredentialsException) {
                    throw new NbdException(Errno.EIO, wanted + " cannot be connected to: " + text(e), e);
                }
            }
            context.sleep(Duration.ofSeconds(1));
        }
    }

    private static NbdException refusal(NbdUri wanted, OptionRefusedException refusal) {
        boolean wantsTls = refusal.type() == OptionReplyType.ERR_TLS_REQD;
        return new NbdException(
                wantsTls ? Errno.EIO : Errno.ENOENT,
                wanted + " cannot be opened: " + refusal.getMessage()
                        + (wantsTls ? ": expected nbds in the URI, or tls=require" : ""),
                refusal);
    }

    private static @Nullable String text(IOException failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
