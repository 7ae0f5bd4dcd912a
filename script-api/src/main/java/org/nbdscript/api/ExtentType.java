package org.nbdscript.api;

/** What an extent of a disk is (context {@code base:allocation} of the specification). */
public enum ExtentType {
    /** Allocated, content unknown. */
    DATA(false, false),
    /** Not allocated, content unknown. */
    HOLE(true, false),
    /** Allocated, reads as zeroes. */
    ZERO(false, true),
    /** Not allocated, reads as zeroes. */
    HOLE_ZERO(true, true);

    /** nbdkit's bit, and the wire's, for {@link #isHole}. */
    public static final int HOLE_BIT = 1;
    /** nbdkit's bit, and the wire's, for {@link #isZero}. */
    public static final int ZERO_BIT = 2;

    private static final ExtentType[] BY_BITS = {DATA, HOLE, ZERO, HOLE_ZERO};

    private final boolean hole;
    private final boolean zero;

    ExtentType(boolean hole, boolean zero) {
        this.hole = hole;
        this.zero = zero;
    }

    /** The type with these bits, 0 to 3. */
    public static ExtentType ofBits(int bits) {
        if (bits < 0 || bits > 3) {
            throw new IllegalArgumentException("extent type is " + bits + ", expected 0 to 3");
        }
        return BY_BITS[bits];
    }

    /** No storage is allocated: a write may fail with ENOSPC. */
    public boolean isHole() {
        return hole;
    }

    /** Reads as zeroes. */
    public boolean isZero() {
        return zero;
    }

    /** The bits, 0 to 3. */
    public int bits() {
        return (hole ? HOLE_BIT : 0) | (zero ? ZERO_BIT : 0);
    }
}
