package org.nbdscript.filters;

import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;

/** Extents that are told when all are known: those that were told cannot be taken back when the disk below fails. */
final class CollectedExtents implements ExtentSink {
    private record Extent(long offset, long length, ExtentType type) {}

    private final List<Extent> extents = new ArrayList<>();

    @Override
    public boolean add(long offset, long length, ExtentType type) {
        return extents.add(new Extent(offset, length, type));
    }

    /** Forgets all, for another attempt. */
    void clear() {
        extents.clear();
    }

    /** Tells them, as many as are wanted. */
    void tell(ExtentSink sink) {
        for (Extent extent : extents) {
            if (!sink.add(extent.offset(), extent.length(), extent.type())) {
                break;
            }
        }
    }
}
