package org.nbdscript.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.BaseAllocation;

/** The metadata contexts that a client has selected, and for which export (section "Metadata querying"). */
final class MetaContexts {
    /** What block status chunks call {@code base:allocation}. */
    static final int BASE_ALLOCATION_ID = 1;

    private @Nullable String export;
    private boolean allocation;

    /** Forgets the selection. */
    void clear() {
        export = null;
        allocation = false;
    }

    /**
     * Selects what the queries ask for, in place of an earlier selection. A query of a whole namespace selects nothing.
     *
     * @param exportName the export's name as the client says it
     * @return whether {@code base:allocation} is selected
     */
    boolean select(String exportName, List<String> queries) {
        export = exportName;
        allocation = queries.contains(BaseAllocation.NAME);
        return allocation;
    }

    /** Whether {@code base:allocation} is selected for the export of this name, as the client says it. */
    boolean hasAllocation(String exportName) {
        return allocation && exportName.equals(export);
    }

    /** Whether queries ask to list {@code base:allocation}: by its name, by its namespace, or as none at all. */
    static boolean listAllocation(List<String> queries) {
        return queries.isEmpty() || queries.contains(BaseAllocation.NAME) || queries.contains(BaseAllocation.NAMESPACE);
    }
}
