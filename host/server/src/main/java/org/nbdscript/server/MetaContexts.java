package org.nbdscript.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.MetaContext;

/** The metadata contexts that a client has selected, and for which export (section "Metadata querying"). */
final class MetaContexts {
    private @Nullable String export;
    private List<SelectedContext> selected = List.of();

    /** Forgets the selection. */
    void clear() {
        export = null;
        selected = List.of();
    }

    /**
     * Selects what the queries name, in place of an earlier selection. A query of a whole namespace selects nothing.
     *
     * @param exportName the export's name as the client says it
     * @param disk the export
     * @return what is selected now
     */
    List<SelectedContext> select(String exportName, Disk disk, List<String> queries, boolean extendedHeaders) {
        export = exportName;
        selected = of(disk, extendedHeaders).stream()
                .filter(context -> queries.contains(context.name()))
                .toList();
        return selected;
    }

    /** What is selected for the export of this name, as the client says it. */
    List<SelectedContext> selectedFor(String exportName) {
        return exportName.equals(export) ? selected : List.of();
    }

    /**
     * The names of the contexts that queries ask to list: by their name, by the beginning of it up to a colon, or as
     * none at all.
     */
    static List<String> list(Disk disk, List<String> queries, boolean extendedHeaders) {
        return of(disk, extendedHeaders).stream()
                .map(SelectedContext::name)
                .filter(name -> queries.isEmpty() || queries.stream().anyMatch(query -> asksFor(query, name)))
                .toList();
    }

    private static boolean asksFor(String query, String name) {
        return name.equals(query) || (query.endsWith(":") && name.startsWith(query));
    }

    /** All that can be selected: what has 64 bits needs extended headers. */
    private static List<SelectedContext> of(Disk disk, boolean extendedHeaders) {
        List<SelectedContext> contexts = new ArrayList<>(List.of(SelectedContext.BASE_ALLOCATION));
        int id = SelectedContext.BASE_ALLOCATION_ID;
        for (MetaContext context : disk.metaContexts()) {
            id++;
            if (extendedHeaders || !context.is64Bit()) {
                contexts.add(new SelectedContext(id, context.name()));
            }
        }
        return contexts;
    }
}
