package org.nbdscript.plugins;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Export;

/** The files behind the exports. */
sealed interface ExportedFiles permits SingleFile, DirectoryOfFiles {
    /** The export of a client that names none; null if such a client is refused. */
    @Nullable
    String defaultExport();

    /** All exports. */
    List<Export> list();

    /**
     * Opens the file of an export; for reading only if it is not to be written, or cannot be.
     *
     * @param direct past the page cache
     * @throws org.nbdscript.api.NbdException if it cannot be opened so, or is neither a regular file nor a block device
     */
    OpenFile open(String exportName, boolean readOnly, boolean direct);
}
