package org.nbdscript.protocol;

/** The metadata context {@code base:allocation} and its flags (section "base:allocation metadata context"). */
public final class BaseAllocation {
    /** The namespace with its colon, which as a query to list contexts stands for all of it. */
    public static final String NAMESPACE = "base:";

    /** The context's name. */
    public static final String NAME = "base:allocation";

    /** Bit 0: not allocated; a write may find no space. */
    public static final int STATE_HOLE = 1;

    /** Bit 1: reads as zeroes. */
    public static final int STATE_ZERO = 1 << 1;

    private BaseAllocation() {}
}
