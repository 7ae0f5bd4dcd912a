package org.nbdscript.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.handshake.BlockSizes;
import org.nbdscript.protocol.handshake.ClientFlags;
import org.nbdscript.protocol.handshake.ExportNameReply;
import org.nbdscript.protocol.handshake.Greeting;
import org.nbdscript.protocol.handshake.HandshakeFlags;
import org.nbdscript.protocol.handshake.InfoType;
import org.nbdscript.protocol.handshake.NbdOption;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyDecoder;
import org.nbdscript.protocol.handshake.OptionReplyType;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.handshake.OptionRequestCodec;
import org.nbdscript.protocol.transmission.ReplyFormat;

/** The client's side of the handshake (section "Newstyle negotiation"). */
final class Handshake {
    /** In bytes; enough for 200,000 exports with a name and a description of 150 bytes each. */
    private static final long MOST_REPLIES = 64 << 20;

    private final Input input;
    private final Output output;
    private final OptionReplyDecoder decoder = new OptionReplyDecoder();
    private final Greeting greeting;
    private final ClientFlags flags;
    private ReplyFormat format = ReplyFormat.SIMPLE;

    /** Takes the greeting, and answers it. */
    Handshake(Input input, Output output) throws IOException {
        this.input = input;
        this.output = output;
        this.greeting = receiveGreeting();
        this.flags = greeting instanceof Greeting.Newstyle(HandshakeFlags offered)
                ? new ClientFlags(offered.bits() & ClientFlags.ALL.bits())
                : ClientFlags.ALL;
        if (greeting instanceof Greeting.Newstyle) {
            ByteBuffer answer = ByteBuffer.allocate(ClientFlags.SIZE);
            flags.encode(answer);
            output.send(answer.flip(), null);
        }
    }

    private Greeting receiveGreeting() throws IOException {
        Greeting greeting = Greeting.decode(input.buffer());
        while (greeting == null) {
            input.more();
            greeting = Greeting.decode(input.buffer());
        }
        return greeting;
    }

    /** What encrypts all that follows. */
    interface TlsStart {
        void run() throws IOException;
    }

    /**
     * Asks for TLS, before anything else, and starts it (section "STARTTLS"). When the server has agreed, nothing goes
     * on without it.
     *
     * @param isRequired whether the connection ends if the server does not agree; else it goes on as it is
     */
    void startTls(boolean isRequired, TlsStart start) throws IOException {
        if (!(greeting instanceof Greeting.Newstyle) || !flags.fixedNewstyle()) {
            if (isRequired) {
                throw new TlsFailedException("TLS: the server does not speak fixed newstyle, and so no TLS");
            }
            return;
        }
        OptionRequest option = new OptionRequest.StartTls();
        if (ask(option).getLast() instanceof OptionReply.Failure failure) {
            if (isRequired) {
                OptionRefusedException refusal = new OptionRefusedException(option.option(), failure);
                throw new TlsFailedException("TLS: " + refusal.getMessage(), refusal);
            }
            return;
        }
        if (input.buffer().hasRemaining()) {
            throw new TlsFailedException("TLS: the server, or somebody before it, has sent "
                    + input.buffer().remaining() + " bytes in between that are not encrypted");
        }
        start.run();
    }

    /** Negotiates and begins transmission. */
    ServedExport choose(String name, ClientOptions options) throws IOException {
        if (greeting instanceof Greeting.Oldstyle(long size, var exportFlags)) {
            if (!name.isEmpty()) {
                throw new IOException("the server speaks oldstyle, and has no export of the name '" + name + "'");
            }
            return new ServedExport(size, exportFlags, BlockSizes.DEFAULT, null, ReplyFormat.SIMPLE, Map.of());
        }
        if (!flags.fixedNewstyle()) {
            return exportName(name);
        }
        format = negotiateFormat(options);
        Map<Integer, String> contexts = selectContexts(name, options.metaContexts());
        List<OptionReply> replies =
                ask(new OptionRequest.Go(name, EnumSet.of(InfoType.NAME, InfoType.DESCRIPTION, InfoType.BLOCK_SIZE)));
        if (replies.getLast() instanceof OptionReply.Failure failure) {
            if (failure.type() == OptionReplyType.ERR_UNSUP && format != ReplyFormat.EXTENDED) {
                return exportName(name);
            }
            throw new OptionRefusedException(NbdOption.GO.code(), failure);
        }
        return describe(replies, contexts);
    }

    private ReplyFormat negotiateFormat(ClientOptions options) throws IOException {
        if (options.extendedHeaders() && isGranted(new OptionRequest.ExtendedHeaders())) {
            return ReplyFormat.EXTENDED;
        }
        return options.structuredReplies() && isGranted(new OptionRequest.StructuredReply())
                ? ReplyFormat.STRUCTURED
                : ReplyFormat.SIMPLE;
    }

    private boolean isGranted(OptionRequest option) throws IOException {
        OptionReply last = ask(option).getLast();
        if (last instanceof OptionReply.Failure failure && failure.type() == OptionReplyType.ERR_TLS_REQD) {
            throw new OptionRefusedException(option.option(), failure);
        }
        return last instanceof OptionReply.Ack;
    }

    private Map<Integer, String> selectContexts(String name, List<String> wanted) throws IOException {
        Map<Integer, String> contexts = new LinkedHashMap<>();
        if (format != ReplyFormat.SIMPLE && !wanted.isEmpty()) {
            List<OptionReply> replies = ask(new OptionRequest.SetMetaContext(name, wanted));
            if (replies.getLast() instanceof OptionReply.Ack) {
                replies.forEach(reply -> {
                    if (reply instanceof OptionReply.MetaContext(int id, String context)) {
                        contexts.put(id, context);
                    }
                });
            }
        }
        return contexts;
    }

    private ServedExport describe(List<OptionReply> replies, Map<Integer, String> contexts) throws IOException {
        OptionReply.@Nullable ExportInfo export = null;
        BlockSizes sizes = BlockSizes.DEFAULT;
        String description = null;
        for (OptionReply reply : replies) {
            switch (reply) {
                case OptionReply.ExportInfo info -> export = info;
                case OptionReply.BlockSizeInfo(BlockSizes told) -> sizes = told;
                case OptionReply.DescriptionInfo(String text) -> description = text;
                default -> {
                    // The canonical name, and what is unknown.
                }
            }
        }
        if (export == null) {
            throw ProtocolException.close("the server acknowledges GO, but has not told the size");
        }
        return new ServedExport(export.size(), export.flags(), sizes, description, format, contexts);
    }

    /** The way of servers that do not know GO: an unknown export ends the connection. */
    private ServedExport exportName(String name) throws IOException {
        output.send(OptionRequestCodec.encode(new OptionRequest.ExportName(name)), null);
        ExportNameReply reply = ExportNameReply.decode(input.buffer(), flags);
        while (reply == null) {
            input.more();
            reply = ExportNameReply.decode(input.buffer(), flags);
        }
        return new ServedExport(reply.size(), reply.flags(), BlockSizes.DEFAULT, null, format, Map.of());
    }

    /** Lists the exports, without beginning transmission. */
    List<OptionReply.Server> exports() throws IOException {
        List<OptionReply.Server> exports = new ArrayList<>();
        for (OptionReply reply : askOrFail(new OptionRequest.ListExports())) {
            if (reply instanceof OptionReply.Server server) {
                exports.add(server);
            }
        }
        return exports;
    }

    /** Lists the metadata contexts of an export, without beginning transmission. */
    List<String> contexts(String name, List<String> queries) throws IOException {
        requireFixedNewstyle();
        format = negotiateFormat(ClientOptions.ALL);
        List<String> contexts = new ArrayList<>();
        for (OptionReply reply : askOrFail(new OptionRequest.ListMetaContext(name, queries))) {
            if (reply instanceof OptionReply.MetaContext context) {
                contexts.add(context.name());
            }
        }
        return contexts;
    }

    /** Ends the session before transmission. */
    void abort() throws IOException {
        if (flags.fixedNewstyle()) {
            ask(new OptionRequest.Abort());
        }
    }

    private List<OptionReply> askOrFail(OptionRequest option) throws IOException {
        requireFixedNewstyle();
        List<OptionReply> replies = ask(option);
        if (replies.getLast() instanceof OptionReply.Failure failure) {
            throw new OptionRefusedException(option.option(), failure);
        }
        return replies;
    }

    private void requireFixedNewstyle() throws IOException {
        if (!(greeting instanceof Greeting.Newstyle) || !flags.fixedNewstyle()) {
            throw new IOException("the server does not speak fixed newstyle, without which it can answer nothing");
        }
    }

    private List<OptionReply> ask(OptionRequest option) throws IOException {
        output.send(OptionRequestCodec.encode(option), null);
        List<OptionReply> replies = new ArrayList<>();
        long bytes = 0;
        while (true) {
            int before = input.buffer().remaining();
            OptionReplyDecoder.Received received = decoder.decode(input.buffer());
            bytes += before - input.buffer().remaining();
            if (bytes > MOST_REPLIES) {
                throw ProtocolException.close("the server answers option %s with more than %d bytes"
                        .formatted(NbdOption.nameOf(option.option()), MOST_REPLIES));
            }
            if (received == null) {
                input.more();
                continue;
            }
            if (received.option() != option.option()) {
                throw ProtocolException.close("the server answers option %s instead of %s"
                        .formatted(NbdOption.nameOf(received.option()), NbdOption.nameOf(option.option())));
            }
            replies.add(received.reply());
            if (received.reply().isFinal()) {
                return replies;
            }
        }
    }
}
