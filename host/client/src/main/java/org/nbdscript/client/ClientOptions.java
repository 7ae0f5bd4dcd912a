package org.nbdscript.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.BaseAllocation;

/**
 * What a client asks a server for. What the server does not have is done without.
 *
 * @param extendedHeaders asks for extended headers, which come before structured replies
 * @param structuredReplies asks for structured replies
 * @param metaContexts asks for these metadata contexts, each a namespace, a colon and a leaf name; they need extended
 *     headers or structured replies
 * @param tls whether to encrypt, and how; null for what the URI says
 */
public record ClientOptions(
        boolean extendedHeaders,
        boolean structuredReplies,
        List<String> metaContexts,
        @Nullable ClientTls tls) {
    /** Asks for all, and for the context {@code base:allocation}. */
    public static final ClientOptions ALL = new ClientOptions(true, true, List.of(BaseAllocation.NAME), null);

    /** Copies the list. */
    public ClientOptions {
        metaContexts = List.copyOf(metaContexts);
    }

    /** The same, with or without extended headers. */
    public ClientOptions withExtendedHeaders(boolean value) {
        return new ClientOptions(value, structuredReplies, metaContexts, tls);
    }

    /** The same, with or without structured replies. */
    public ClientOptions withStructuredReplies(boolean value) {
        return new ClientOptions(extendedHeaders, value, metaContexts, tls);
    }

    /** The same with other metadata contexts. */
    public ClientOptions withMetaContexts(String... contexts) {
        return new ClientOptions(extendedHeaders, structuredReplies, List.of(contexts), tls);
    }

    /** The same with another way to encrypt. With {@code nbds} in the URI it is a must in any case. */
    public ClientOptions withTls(ClientTls value) {
        return new ClientOptions(extendedHeaders, structuredReplies, metaContexts, value);
    }
}
