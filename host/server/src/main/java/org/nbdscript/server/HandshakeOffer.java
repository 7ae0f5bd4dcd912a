package org.nbdscript.server;

import org.nbdscript.protocol.handshake.HandshakeFlags;
import org.nbdscript.protocol.handshake.NbdOption;

/**
 * How much of the handshake the server offers; less than all of it serves to test clients.
 *
 * @param isOldstyle clients get the default export at once, and nothing can be negotiated
 * @param flags of the newstyle greeting
 * @param structuredReplies whether structured replies, and what builds on them, can be negotiated
 * @param metaContexts whether contexts can be listed and selected
 */
public record HandshakeOffer(
        boolean isOldstyle, HandshakeFlags flags, boolean structuredReplies, boolean metaContexts) {
    /** All that there is. */
    public static final HandshakeOffer ALL = new HandshakeOffer(false, HandshakeFlags.ALL, true, true);

    /**
     * Whether an option can be used.
     *
     * @param option its number on the wire
     */
    boolean allows(int option) {
        NbdOption known = NbdOption.byCode(option);
        if (known == null) {
            return true; // not a case below: a switch that takes null makes code at run time
        }
        return switch (known) {
            case STRUCTURED_REPLY, EXTENDED_HEADERS -> structuredReplies;
            case LIST_META_CONTEXT, SET_META_CONTEXT -> metaContexts;
            case EXPORT_NAME, ABORT, LIST, PEEK_EXPORT, STARTTLS, INFO, GO -> true;
        };
    }
}
