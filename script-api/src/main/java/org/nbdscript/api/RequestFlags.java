package org.nbdscript.api;

/** The flags of a request, as a layer sees them. There are sixteen values, made once: compare them by {@code ==}. */
public final class RequestFlags {
    /** nbdkit's bit for {@link #mayTrim}. */
    public static final int MAY_TRIM = 1;
    /** nbdkit's bit for {@link #fua}. */
    public static final int FUA = 2;
    /** nbdkit's bit for {@link #requestOne}. */
    public static final int REQ_ONE = 4;
    /** nbdkit's bit for {@link #fastZero}. */
    public static final int FAST_ZERO = 8;

    private static final RequestFlags[] ALL = new RequestFlags[16];

    static {
        for (int bits = 0; bits < ALL.length; bits++) {
            ALL[bits] = new RequestFlags(bits);
        }
    }

    /** No flag set. */
    public static final RequestFlags NONE = ALL[0];

    private final int bits;

    private RequestFlags(int bits) {
        this.bits = bits;
    }

    /** The flags with these of nbdkit's bits set. */
    public static RequestFlags of(int bits) {
        if (bits < 0 || bits >= ALL.length) {
            throw new IllegalArgumentException("request flags are " + bits + ", expected 0 to 15");
        }
        return ALL[bits];
    }

    /** Force unit access: the call returns when its data is on stable storage. */
    public boolean fua() {
        return (bits & FUA) != 0;
    }

    /** Zero may be done by punching a hole. */
    public boolean mayTrim() {
        return (bits & MAY_TRIM) != 0;
    }

    /** Only the first extent is wanted. */
    public boolean requestOne() {
        return (bits & REQ_ONE) != 0;
    }

    /** Zero must fail at once with ENOTSUP if it would be no faster than a write. */
    public boolean fastZero() {
        return (bits & FAST_ZERO) != 0;
    }

    /** nbdkit's bits. */
    public int bits() {
        return bits;
    }

    /** These flags without {@link #fua}. */
    public RequestFlags withoutFua() {
        return ALL[bits & ~FUA];
    }

    @Override
    public String toString() {
        StringBuilder names = new StringBuilder();
        append(names, fua(), "fua");
        append(names, mayTrim(), "may_trim");
        append(names, requestOne(), "req_one");
        append(names, fastZero(), "fast_zero");
        return names.toString();
    }

    private static void append(StringBuilder names, boolean set, String name) {
        if (set) {
            names.append(names.isEmpty() ? "" : ",").append(name);
        }
    }
}
