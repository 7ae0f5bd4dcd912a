package org.nbdscript.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.handshake.ClientFlags;
import org.nbdscript.protocol.handshake.ExportNameReply;
import org.nbdscript.protocol.handshake.InfoType;
import org.nbdscript.protocol.handshake.NbdOption;
import org.nbdscript.protocol.handshake.OptionDecoder;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyCodec;
import org.nbdscript.protocol.handshake.OptionReplyType;
import org.nbdscript.protocol.handshake.OptionRequest;

/** The phase in which the client asks about exports and features, and chooses (section "Option haggling"). */
final class OptionPhase {
    private final Session session;
    private final Receiver receiver;
    private final ReplyBatch batch;
    private final ClientFlags clientFlags;
    private final Negotiation negotiation;
    private final OpenExports exports;
    private final OptionDecoder decoder = new OptionDecoder();
    private boolean isAborted;

    /**
     * A phase.
     *
     * @param batch takes the replies
     * @param exports takes the exports that are opened
     */
    OptionPhase(
            Session session,
            Receiver receiver,
            ReplyBatch batch,
            ClientFlags clientFlags,
            Negotiation negotiation,
            OpenExports exports) {
        this.session = session;
        this.receiver = receiver;
        this.batch = batch;
        this.clientFlags = clientFlags;
        this.negotiation = negotiation;
        this.exports = exports;
    }

    /** An export that the client has chosen, and what it was told of it. */
    record Choice(OpenExport export, ExportTerms terms) {
        /**
         * Chooses an export.
         *
         * @throws NbdException the plugin's refusal
         */
        static Choice of(String name, OpenExports exports, Session session, Negotiation negotiation) {
            session.requireAccess();
            OpenExport export = exports.open(name);
            ExportTerms terms = ExportTerms.of(
                    export.disk(),
                    session.services(),
                    session.client().isReadOnly(),
                    session.limits().maximumPayloadBytes(),
                    session.stack().alignment(),
                    negotiation.replyFormat(),
                    negotiation.metaContexts().selectedFor(name));
            return new Choice(export, terms);
        }
    }

    /**
     * Answers options until one begins transmission.
     *
     * @return the export; null if the client has ended the session
     * @throws ProtocolException if the client breaks the protocol so that it cannot go on
     */
    @Nullable
    Choice run() throws IOException {
        for (int count = 1; ; count++) {
            OptionRequest option = next();
            if (option == null) {
                return null;
            }
            requireAllowed(option, count);
            Choice choice = answer(option);
            if (choice != null || isAborted) {
                return choice;
            }
        }
    }

    private @Nullable OptionRequest next() throws IOException {
        OptionRequest option = decoder.decode(receiver.buffer());
        while (option == null) {
            if (!receiver.fill(1)) {
                return null;
            }
            option = decoder.decode(receiver.buffer());
        }
        return option;
    }

    private void requireAllowed(OptionRequest option, int count) throws ProtocolException {
        if (count > session.limits().options()) {
            throw ProtocolException.close(
                    "more than " + session.limits().options() + " options came without one that begins transmission");
        }
        if (!clientFlags.fixedNewstyle() && !(option instanceof OptionRequest.ExportName)) {
            throw ProtocolException.close(NbdOption.nameOf(option.option())
                    + " came from a client that does not speak fixed newstyle, expected EXPORT_NAME");
        }
    }

    private @Nullable Choice answer(OptionRequest option) throws IOException {
        if (option instanceof OptionRequest.Abort) {
            isAborted = true;
            reply(option, new OptionReply.Ack());
            return null;
        }
        if (option instanceof OptionRequest.ExportName(String name)) {
            return exportName(name);
        }
        if (session.activity().isDraining()) {
            fail(option, OptionReplyType.ERR_SHUTDOWN, "the server ends");
            return null;
        }
        if (isTlsMissing() && option.option() != NbdOption.STARTTLS.code()) {
            fail(option, OptionReplyType.ERR_TLS_REQD, "this server speaks TLS only: start it first");
            return null;
        }
        try {
            return negotiate(option);
        } catch (TlsRequiredException e) {
            fail(
                    option,
                    session.client().offersTls() ? OptionReplyType.ERR_TLS_REQD : OptionReplyType.ERR_POLICY,
                    e.text());
        } catch (NbdException e) {
            fail(option, errorType(e.errno()), e.text());
        } catch (IllegalArgumentException e) {
            String event = "gets no answer to " + NbdOption.nameOf(option.option());
            session.log()
                    .error(session.client().peer(), event, Objects.requireNonNullElse(e.getMessage(), e.toString()));
            fail(option, OptionReplyType.ERR_PLATFORM, e.getMessage());
        }
        return null;
    }

    private @Nullable Choice negotiate(OptionRequest option) throws IOException {
        if (!session.handshake().allows(option.option())) {
            unsupported(option);
            return null;
        }
        switch (option) {
            case OptionRequest.ListExports list -> list(list);
            case OptionRequest.Info(String name, var requested) -> describe(option, name, requested);
            case OptionRequest.Go(String name, var requested) -> {
                return describe(option, name, requested);
            }
            case OptionRequest.StructuredReply _ -> structuredReply(option);
            case OptionRequest.ExtendedHeaders _ -> extendedHeaders(option);
            case OptionRequest.ListMetaContext listContexts -> listMetaContext(listContexts);
            case OptionRequest.SetMetaContext setContexts -> setMetaContext(setContexts);
            case OptionRequest.StartTls _ -> startTls(option);
            case OptionRequest.Malformed malformed -> malformed(malformed);
            case OptionRequest.Unknown _, OptionRequest.Abort _, OptionRequest.ExportName _ -> unsupported(option);
        }
        return null;
    }

    private void unsupported(OptionRequest option) {
        fail(option, OptionReplyType.ERR_UNSUP, NbdOption.nameOf(option.option()) + " is not supported by this server");
    }

    private boolean isTlsMissing() {
        TlsSetup tls = session.configuration().tls();
        return tls != null && tls.isRequired() && !session.client().isTls();
    }

    /** Nothing that came before it counts any more: it may have been sent by someone between client and server. */
    private void startTls(OptionRequest option) throws IOException {
        if (session.client().isTls()) {
            fail(option, OptionReplyType.ERR_INVALID, "TLS is in use already");
            return;
        }
        if (!session.client().offersTls()) {
            fail(option, OptionReplyType.ERR_POLICY, "this server is not set up for TLS");
            return;
        }
        reply(option, new OptionReply.Ack());
        exports.close();
        negotiation.reset();
        try {
            receiver.handOver(session.client()::startTls);
        } catch (SSLException e) {
            throw ProtocolException.close("the TLS handshake failed: " + e.getMessage());
        }
    }

    /** Has no error reply: whatever is wrong ends the connection. */
    private Choice exportName(String name) throws ProtocolException {
        if (session.activity().isDraining()) {
            throw ProtocolException.close("EXPORT_NAME came while the server ends");
        }
        if (negotiation.hasExtendedHeaders()) {
            throw ProtocolException.close("EXPORT_NAME came after extended headers were negotiated, expected GO");
        }
        if (isTlsMissing()) {
            throw ProtocolException.close("EXPORT_NAME came without TLS, which this server requires");
        }
        try {
            Choice choice = choose(name);
            ExportNameReply reply =
                    new ExportNameReply(choice.terms().size(), choice.terms().flags());
            reply.encode(batch.room(ExportNameReply.SIZE + ExportNameReply.ZEROES), clientFlags);
            return choice;
        } catch (NbdException e) {
            throw ProtocolException.close("export '" + name + "' was refused: " + e.text());
        }
    }

    private Choice choose(String name) {
        return Choice.of(name, exports, session, negotiation);
    }

    private void list(OptionRequest option) {
        session.requireAccess();
        for (Export export : session.stack().listExports(session.client())) {
            if (!exports.isHidden(export.name())) {
                String description = export.description();
                reply(option, new OptionReply.Server(export.name(), description == null ? "" : description));
            }
        }
        reply(option, new OptionReply.Ack());
    }

    private Choice describe(OptionRequest option, String name, Set<InfoType> requested) {
        Choice choice = choose(name);
        ExportTerms terms = choice.terms();
        reply(option, new OptionReply.ExportInfo(terms.size(), terms.flags()));
        if (requested.contains(InfoType.NAME)) {
            reply(option, new OptionReply.NameInfo(choice.export().name()));
        }
        String description = choice.export().disk().description();
        if (requested.contains(InfoType.DESCRIPTION) && description != null) {
            reply(option, new OptionReply.DescriptionInfo(description));
        }
        if (requested.contains(InfoType.BLOCK_SIZE)) {
            reply(option, new OptionReply.BlockSizeInfo(terms.blockSizes()));
        }
        reply(option, new OptionReply.Ack());
        return choice;
    }

    private void structuredReply(OptionRequest option) {
        if (negotiation.hasExtendedHeaders()) {
            fail(option, OptionReplyType.ERR_EXT_HEADER_REQD, "extended headers are negotiated already, and hold");
            return;
        }
        if (negotiation.hasStructuredReplies()) {
            fail(option, OptionReplyType.ERR_INVALID, "structured replies are negotiated already");
            return;
        }
        negotiation.useStructuredReplies();
        reply(option, new OptionReply.Ack());
    }

    private void extendedHeaders(OptionRequest option) {
        if (negotiation.hasExtendedHeaders()) {
            fail(option, OptionReplyType.ERR_INVALID, "extended headers are negotiated already");
            return;
        }
        negotiation.useExtendedHeaders();
        reply(option, new OptionReply.Ack());
    }

    private void listMetaContext(OptionRequest.ListMetaContext option) {
        session.requireAccess();
        Disk disk = exports.open(option.export()).disk();
        for (String name : MetaContexts.list(disk, option.queries(), negotiation.hasExtendedHeaders())) {
            reply(option, new OptionReply.MetaContext(0, name));
        }
        reply(option, new OptionReply.Ack());
    }

    private void setMetaContext(OptionRequest.SetMetaContext option) {
        negotiation.metaContexts().clear();
        if (!negotiation.hasStructuredReplies()) {
            fail(
                    option,
                    OptionReplyType.ERR_INVALID,
                    "SET_META_CONTEXT needs structured replies or extended headers: negotiate them first");
            return;
        }
        session.requireAccess();
        Disk disk = exports.open(option.export()).disk();
        for (SelectedContext context : negotiation
                .metaContexts()
                .select(option.export(), disk, option.queries(), negotiation.hasExtendedHeaders())) {
            reply(option, new OptionReply.MetaContext(context.id(), context.name()));
        }
        reply(option, new OptionReply.Ack());
    }

    /** A selection of contexts that fails, for whatever reason, leaves none selected. */
    private void malformed(OptionRequest.Malformed option) {
        if (option.option() == NbdOption.SET_META_CONTEXT.code()) {
            negotiation.metaContexts().clear();
        }
        fail(option, option.error(), option.message());
    }

    private static OptionReplyType errorType(Errno errno) {
        return switch (errno) {
            case ENOENT, ENODEV, ENXIO -> OptionReplyType.ERR_UNKNOWN;
            case EPERM, EACCES -> OptionReplyType.ERR_POLICY;
            case ESHUTDOWN -> OptionReplyType.ERR_SHUTDOWN;
            default -> OptionReplyType.ERR_PLATFORM;
        };
    }

    private void fail(OptionRequest option, OptionReplyType type, @Nullable String message) {
        reply(option, new OptionReply.Failure(type, message == null ? "" : message));
    }

    private void reply(OptionRequest option, OptionReply reply) {
        ByteBuffer bytes = OptionReplyCodec.encode(option.option(), reply);
        batch.data(bytes, bytes.position(), bytes.remaining());
    }
}
