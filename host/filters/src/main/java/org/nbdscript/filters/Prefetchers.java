package org.nbdscript.filters;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Support;
import org.nbdscript.api.ThreadModel;

/** The prefetchers of a filter, one for each export. */
final class Prefetchers {
    private final String name;
    private final Map<String, Prefetcher> prefetchers = new HashMap<>();
    private @Nullable HostServices services;

    Prefetchers(String name) {
        this.name = name;
    }

    void load(HostServices host) {
        services = host;
    }

    /**
     * The one of an export; null, with a warning, if prefetching does not work there.
     *
     * @param disk the client's own, which tells what it can do
     */
    @Nullable
    Prefetcher of(OpenContext context, Next next, Disk disk) {
        if (next.threadModel() != ThreadModel.PARALLEL) {
            warn("nothing is prefetched, since requests cannot run in parallel: the thread model is "
                    + next.threadModel());
            return null;
        }
        if (disk.capabilities().cache() == Support.NONE) {
            warn("nothing is prefetched, since the disk below cannot cache: --filter=cache below this filter can");
            return null;
        }
        synchronized (prefetchers) {
            return prefetchers.computeIfAbsent(
                    context.exportName(), export -> new Prefetcher(next.openInBackground(export, true), host(), name));
        }
    }

    private void warn(String message) {
        host().warn(name + ": " + message);
    }

    private HostServices host() {
        return Objects.requireNonNull(services, "a filter is loaded first");
    }

    void close() {
        synchronized (prefetchers) {
            prefetchers.values().forEach(Prefetcher::close);
            prefetchers.clear();
        }
    }
}
