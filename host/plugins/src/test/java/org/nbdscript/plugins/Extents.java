package org.nbdscript.plugins;

import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.RequestFlags;

/** Extents as a disk gave them. */
final class Extents {
    /** One of them. */
    record Extent(long offset, long length, ExtentType type) {}

    private Extents() {}

    /** Asks for extents and fails unless they cover exactly the request, without gaps and equal neighbours. */
    static List<Extent> of(Disk disk, long offset, long length) {
        List<Extent> extents = new ArrayList<>();
        disk.extents(offset, length, RequestFlags.NONE, (start, count, type) -> {
            long expected = extents.isEmpty()
                    ? offset
                    : extents.getLast().offset() + extents.getLast().length();
            if (start != expected || count <= 0) {
                throw new AssertionError("extent " + start + "+" + count + ", expected one from " + expected);
            }
            if (!extents.isEmpty() && extents.getLast().type() == type) {
                throw new AssertionError("extent " + start + "+" + count + " has the type of the one before");
            }
            return extents.add(new Extent(start, count, type));
        });
        Extent last = extents.getLast();
        if (last.offset() + last.length() != offset + length) {
            throw new AssertionError("the last extent is " + last + ", but the request is " + offset + "+" + length);
        }
        return extents;
    }
}
