package org.nbdscript.server;

import org.nbdscript.protocol.transmission.ReplyFormat;

/** What a client has negotiated so far. */
final class Negotiation {
    private final MetaContexts metaContexts = new MetaContexts();

    /** Read by layers' threads too. */
    private volatile ReplyFormat replyFormat = ReplyFormat.SIMPLE;

    /** Whether replies come in chunks, extended or not. */
    boolean hasStructuredReplies() {
        return replyFormat != ReplyFormat.SIMPLE;
    }

    void useStructuredReplies() {
        replyFormat = ReplyFormat.STRUCTURED;
    }

    boolean hasExtendedHeaders() {
        return replyFormat == ReplyFormat.EXTENDED;
    }

    void useExtendedHeaders() {
        replyFormat = ReplyFormat.EXTENDED;
    }

    ReplyFormat replyFormat() {
        return replyFormat;
    }

    /** Forgets all, as a client that starts TLS has to begin anew. */
    void reset() {
        replyFormat = ReplyFormat.SIMPLE;
        metaContexts.clear();
    }

    MetaContexts metaContexts() {
        return metaContexts;
    }
}
