package org.nbdscript.client;

import java.util.List;
import java.util.Map;

/**
 * The answer to a block status request: for each context extents without gaps, from the request's offset on. They may
 * end before the request does, or after it.
 *
 * @param offset the request's, in bytes
 * @param extents by the context's name
 */
public record BlockStatus(long offset, Map<String, List<StatusExtent>> extents) {
    /** Copies the map. */
    public BlockStatus {
        extents = Map.copyOf(extents);
    }

    /** The extents of one context; none if the server has not said any. */
    public List<StatusExtent> of(String context) {
        return extents.getOrDefault(context, List.of());
    }
}
