package org.nbdscript.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies below a filter: other filters, and a plugin; or a stack that a parameter of type disk names. It may be kept
 * and used as long as the server runs.
 *
 * <p>A disk that it opens does all that its capabilities promise, whoever does it: where {@link Capabilities} say
 * {@link Support#EMULATE}, the host does it for the layer below. Its calls fail with an {@link NbdException} and
 * nothing else, which has the errno and the text of whoever failed. It is to be called as {@link Disk} says; a call
 * that is not, such as one beyond its size, is the filter's fault and fails with a message that says so.
 */
public interface Next {
    /** Asks what lies below whether a client may stay. */
    void preconnect(ConnectionContext context);

    /** The exports of what lies below. */
    List<Export> listExports(ConnectionContext context);

    /** The default export of what lies below; null if there is none. */
    @Nullable
    String defaultExport(ConnectionContext context);

    /** Whether what lies below serves an export over TLS only. */
    boolean requiresTls(String exportName, ConnectionContext context);

    /**
     * Opens what lies below: once, or several times, or again after a close. The context says which export, and whether
     * read-only; {@link OpenContext#withExportName} and {@link OpenContext#withReadOnly} change it.
     *
     * @return a disk that is to be closed once, when no call on it is going on
     */
    Disk open(OpenContext context);

    /**
     * Opens what lies below apart from any client: to share it between connections, or to use it from the filter's own
     * threads. The layers below see to their thread models themselves.
     *
     * @return a disk that is to be closed once, at the latest in {@link Layer#cleanup}
     */
    Disk openInBackground(String exportName, boolean isReadOnly);

    /** How calls may overlap in this stack: the weakest model of all its layers. */
    ThreadModel threadModel();
}
