package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ReadRequest;

/** Gives clients without TLS something harmless. */
public final class TlsFallbackFilter implements Filter {
    private static final int SECTOR = 512;

    private byte[] content = {};

    @Override
    public String name() {
        return "tls-fallback";
    }

    @Override
    public String description() {
        return "Serves a small read-only disk with a message to clients that do not use TLS.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(Parameter.builder("tlsreadme", ParameterType.STRING)
                .defaultText("This NBD server requires TLS authentication before it will serve useful data.")
                .help("the message")
                .build());
    }

    @Override
    public void configure(ParameterValues values) {
        byte[] message = (values.getString("tlsreadme") + "\n").getBytes(StandardCharsets.UTF_8);
        content = Arrays.copyOf(message, (message.length + SECTOR - 1) / SECTOR * SECTOR);
    }

    @Override
    public List<Export> listExports(ConnectionContext context, Next next) {
        return context.isTls() ? next.listExports(context) : List.of(new Export(""));
    }

    @Override
    public String defaultExport(ConnectionContext context, Next next) {
        String name = context.isTls() ? next.defaultExport(context) : "";
        return name == null ? "" : name;
    }

    @Override
    public boolean requiresTls(String exportName, ConnectionContext context, Next next) {
        return context.isTls() && next.requiresTls(exportName, context);
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        return context.isTls() ? next.open(context) : new MessageDisk(content);
    }

    private static final class MessageDisk implements Disk {
        private final byte[] content;

        MessageDisk(byte[] content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void read(ReadRequest request) {
            request.data(request.offset(), ByteBuffer.wrap(content, (int) request.offset(), request.length()));
        }
    }
}
