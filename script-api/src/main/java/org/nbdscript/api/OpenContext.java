package org.nbdscript.api;

/** What a layer is told when a client opens an export. */
public interface OpenContext extends ConnectionContext {
    /** The export that the client asked for; empty for the default one, unless the plugin names it. */
    String exportName();

    /** The client negotiated structured replies, so holes in reads and the extents of the disk reach it. */
    boolean hasStructuredReplies();

    /** The same connection, asking for another export. */
    default OpenContext withExportName(String exportName) {
        return new ChangedOpenContext(this, exportName, isReadOnly());
    }

    /** The same connection, asking for a disk that it does not write, or does. */
    default OpenContext withReadOnly(boolean isReadOnly) {
        return new ChangedOpenContext(this, exportName(), isReadOnly);
    }
}
