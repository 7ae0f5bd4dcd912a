package org.nbdscript.api;

/** What a layer is told when a client opens an export. */
public interface OpenContext extends ConnectionContext {
    /** The export that the client asked for; empty for the default one, unless the plugin names it. */
    String exportName();

    /** The client negotiated structured replies, so holes in reads and the extents of the disk reach it. */
    boolean hasStructuredReplies();
}
