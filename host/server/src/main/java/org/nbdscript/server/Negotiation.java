package org.nbdscript.server;

/** What a client has negotiated so far. */
final class Negotiation {
    private final MetaContexts metaContexts = new MetaContexts();

    /** Read by layers' threads too. */
    private volatile boolean structuredReplies;

    boolean hasStructuredReplies() {
        return structuredReplies;
    }

    void useStructuredReplies() {
        structuredReplies = true;
    }

    MetaContexts metaContexts() {
        return metaContexts;
    }
}
