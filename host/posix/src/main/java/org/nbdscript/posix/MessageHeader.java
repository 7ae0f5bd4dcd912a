package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A {@code struct msghdr} without an address and control data. */
final class MessageHeader {
    private static final long BYTES = 56;
    private static final long IOV = 16;
    private static final long IOV_LENGTH = 24;

    private final MemorySegment header = Arena.ofAuto().allocate(BYTES, Long.BYTES);

    /** The address of the header, which has these parts. */
    long with(IoVector parts) {
        header.set(ValueLayout.JAVA_LONG, IOV, parts.address());
        header.set(ValueLayout.JAVA_LONG, IOV_LENGTH, parts.count());
        return header.address();
    }
}
