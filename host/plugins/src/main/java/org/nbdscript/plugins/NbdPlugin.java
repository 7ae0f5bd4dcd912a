package org.nbdscript.plugins;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    private static final Parameter SOCKET_FD = Parameter.builder("socket-fd", ParameterType.INT)
            .range(0, Integer.MAX_VALUE)
            .help("an inherited socket that is connected to the server, in place of a URI")
            .build();
    private static final Parameter COMMAND = Parameter.builder("command", ParameterType.STRING)
            .help("a server to start, in place of a URI, which takes a listening socket as systemd passes it: qemu-nbd,"
                    + " nbdkit or nbdscript")
            .build();
    private static final Parameter ARG = Parameter.builder("arg", ParameterType.STRING)
            .repeatable(true)
            .help("an argument of the command")
            .build();
    private static final Parameter SHARED = Parameter.builder("shared", ParameterType.BOOL)
            .help("whether all clients share one connection to the server; false by default, and always true with"
                    + " socket-fd and command")
            .build();
    private static final Parameter RETRY = Parameter.builder("retry", ParameterType.INT)
            .range(0, 1_000_000)
            .defaultText("0")
            .help("how often to try again to connect, a second apart")
            .build();

    /** Of which there is to be one. */
    private static final List<String> WAYS = List.of("uri", "hostname", "socket", "socket-fd", "command");

    private NbdUri uri = NbdUri.tcp("localhost", NbdUri.DEFAULT_PORT, "");
    private NbdSource source = new NbdSource.Uri(uri);
    private @Nullable SharedNbdConnection shared;
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
        List<Parameter> all = new ArrayList<>(
                List.of(URI, HOSTNAME, PORT, SOCKET, SOCKET_FD, COMMAND, ARG, EXPORT, DYNAMIC_EXPORT, SHARED, RETRY));
        all.addAll(NbdTlsParameters.all());
        return ParameterSchema.of(all.toArray(Parameter[]::new));
    }

    @Override
    public void configure(ParameterValues values) {
        List<String> given = new ArrayList<>(WAYS);
        given.removeIf(name -> !values.has(name));
        if (given.size() != 1) {
            throw new IllegalArgumentException("nbd: expected one of " + String.join(", ", WAYS) + ", got "
                    + (given.isEmpty() ? "none" : String.join(" and ", given)));
        }
        isDynamic = values.getBoolean("dynamic-export");
        retries = values.getLong("retry");
        boolean hasOneConnection = values.has("socket-fd") || values.has("command");
        shared = isShared(values, hasOneConnection) ? new SharedNbdConnection() : null;
        if (!hasOneConnection) {
            uri = uri(values, values.getString("export"));
        }
        options = ClientOptions.ALL.withTls(NbdTlsParameters.of(values, uri));
        source = source(values);
    }

    private boolean isShared(ParameterValues values, boolean hasOneConnection) {
        boolean isShared = values.has("shared") ? values.getBoolean("shared") : hasOneConnection;
        if (hasOneConnection && !isShared) {
            throw new IllegalArgumentException(
                    "shared: expected true, since with command and socket-fd there is one connection");
        }
        if (isShared && isDynamic) {
            throw new IllegalArgumentException(
                    "dynamic-export: expected false, since clients that share a connection share its export");
        }
        return isShared;
    }

    private NbdSource source(ParameterValues values) {
        String export = values.getString("export");
        if (!values.has("command") && !values.getList("arg").isEmpty()) {
            throw new IllegalArgumentException("arg: expected the parameter command before it");
        }
        if (values.has("command")) {
            List<String> words = new ArrayList<>(List.of(values.getString("command")));
            values.getList("arg").forEach(word -> words.add(word.toString()));
            return new NbdCommand(words, export);
        }
        return values.has("socket-fd")
                ? new NbdSource.Descriptor((int) values.getLong("socket-fd"), export)
                : new NbdSource.Uri(uri);
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
        return new NbdUri(uri.tls(), uri.endpoint(), exportName, uri.user(), uri.parameters());
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
        SharedNbdConnection connection = shared;
        if (connection != null) {
            return new NbdDisk(connection.get(() -> connect(context, source)), source.toString(), true);
        }
        NbdSource wanted = isDynamic ? new NbdSource.Uri(uri(context.exportName())) : source;
        return new NbdDisk(connect(context, wanted), wanted.toString(), false);
    }

    private NbdClient connect(OpenContext context, NbdSource wanted) {
        for (long attempt = 0; ; attempt++) {
            try {
                return wanted.connect(options);
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

    private static NbdException refusal(NbdSource wanted, OptionRefusedException refusal) {
        boolean wantsTls = refusal.type() == OptionReplyType.ERR_TLS_REQD;
        return new NbdException(
                wantsTls ? Errno.EIO : Errno.ENOENT,
                wanted + " cannot be opened: " + refusal.getMessage()
                        + (wantsTls ? ": expected nbds in the URI, or tls=require" : ""),
                refusal);
    }

    @Override
    public void unload() {
        try {
            if (shared != null) {
                shared.close();
            }
            if (source instanceof NbdCommand command) {
                command.stop();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(source + " was not ended: " + e.getMessage(), e);
        }
    }

    private static @Nullable String text(IOException failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
