package org.nbdscript.client;

import java.util.List;
import org.nbdscript.protocol.BaseAllocation;

/**
 * What a client asks a server for. What the server does not have is done without.
 *
 * @param extendedHeaders asks for extended headers, which come before structured replies
 * @param structuredReplies asks for structured replies
 * @param metaContexts asks for these metadata contexts, each a namespace, a colon and a leaf name; they need extended
 *     headers or structured replies
 */
public record ClientOptions(boolean extendedHeaders, boolean structuredReplies, List<String> metaContexts) {
    /** Asks for all, and for the context {@code base:allocation}. */
    public static final ClientOptions ALL = new ClientOptions(true, true, List.of(BaseAllocation.NAME));

    /** Copies the list. */
    public ClientOptions {
        metaContexts = List.copyOf(metaContexts);
    }

    /** The same, with or without extended headers. */
    public ClientOptions withExtendedHeaders(boolean value) {
        return new ClientOptions(value, structuredReplies, metaContexts);
    }

    /** The same, with or without structured replies. */
    public ClientOptions withStructuredReplies(boolean value) {
        return new ClientOptions(extendedHeaders, value, metaContexts);
    }

    /** The same with other metadata contexts. */
    public ClientOptions withMetaContexts(String... contexts) {
        return new ClientOptions(extendedHeaders, structuredReplies, List.of(contexts));
    }
}
