package org.nbdscript.api;

/**
 * What a disk can do. It does not change while the disk is open.
 *
 * @param canWrite takes writes; without it trim and zero are not asked of it either
 * @param canFlush has {@link Disk#flush}
 * @param isRotational seeks cost time
 * @param canTrim has {@link Disk#trim}
 * @param zero how write-zeroes is done; {@code NATIVE} if it has {@link Disk#zero}
 * @param canFastZero answers {@link RequestFlags#fastZero} quickly, if only with ENOTSUP
 * @param canExtents has {@link Disk#extents}
 * @param fua how force unit access is done; {@code NATIVE} if writes, trims and zeroes heed {@link RequestFlags#fua}
 * @param canMultiConn what one connection wrote and flushed is seen by all
 * @param canResize has {@link Disk#resize}
 * @param cache how cache is done; {@code NATIVE} if it has {@link Disk#cache}
 */
public record Capabilities(
        boolean canWrite,
        boolean canFlush,
        boolean isRotational,
        boolean canTrim,
        Support zero,
        boolean canFastZero,
        boolean canExtents,
        Support fua,
        boolean canMultiConn,
        boolean canResize,
        Support cache) {

    /** A disk that can be read and nothing else. */
    public static final Capabilities READ_ONLY = new Builder().build();

    /** A builder that starts from nothing but reading. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these capabilities. */
    public Builder toBuilder() {
        return new Builder()
                .canWrite(canWrite)
                .canFlush(canFlush)
                .isRotational(isRotational)
                .canTrim(canTrim)
                .zero(zero)
                .canFastZero(canFastZero)
                .canExtents(canExtents)
                .fua(fua)
                .canMultiConn(canMultiConn)
                .canResize(canResize)
                .cache(cache);
    }

    /** These as a layer above finds them: what the host emulates works as if it were native. */
    public Capabilities withEmulation() {
        boolean isPlain = zero != Support.EMULATE && fua != Support.EMULATE && cache != Support.EMULATE;
        return isPlain
                ? this
                : toBuilder()
                        .zero(zero.withEmulation())
                        .fua(fua.withEmulation())
                        .cache(cache.withEmulation())
                        .build();
    }

    /** Sets capabilities by name; see the record's components for their meaning. */
    public static final class Builder {
        private boolean canWrite;
        private boolean canFlush;
        private boolean isRotational;
        private boolean canTrim;
        private Support zero = Support.EMULATE;
        private boolean canFastZero;
        private boolean canExtents;
        private Support fua = Support.NONE;
        private boolean canMultiConn;
        private boolean canResize;
        private Support cache = Support.NONE;

        private Builder() {}

        /** Sets {@link Capabilities#canWrite}. */
        public Builder canWrite(boolean value) {
            canWrite = value;
            return this;
        }

        /** Sets {@link Capabilities#canFlush}. */
        public Builder canFlush(boolean value) {
            canFlush = value;
            return this;
        }

        /** Sets {@link Capabilities#isRotational}. */
        public Builder isRotational(boolean value) {
            isRotational = value;
            return this;
        }

        /** Sets {@link Capabilities#canTrim}. */
        public Builder canTrim(boolean value) {
            canTrim = value;
            return this;
        }

        /** Sets {@link Capabilities#zero}; {@code EMULATE} unless set. */
        public Builder zero(Support value) {
            zero = value;
            return this;
        }

        /** Sets {@link Capabilities#canFastZero}. */
        public Builder canFastZero(boolean value) {
            canFastZero = value;
            return this;
        }

        /** Sets {@link Capabilities#canExtents}. */
        public Builder canExtents(boolean value) {
            canExtents = value;
            return this;
        }

        /** Sets {@link Capabilities#fua}; {@code NONE} unless set. */
        public Builder fua(Support value) {
            fua = value;
            return this;
        }

        /** Sets {@link Capabilities#canMultiConn}. */
        public Builder canMultiConn(boolean value) {
            canMultiConn = value;
            return this;
        }

        /** Sets {@link Capabilities#canResize}. */
        public Builder canResize(boolean value) {
            canResize = value;
            return this;
        }

        /** Sets {@link Capabilities#cache}; {@code NONE} unless set. */
        public Builder cache(Support value) {
            cache = value;
            return this;
        }

        /** The capabilities as set. */
        public Capabilities build() {
            return new Capabilities(
                    canWrite,
                    canFlush,
                    isRotational,
                    canTrim,
                    zero,
                    canFastZero,
                    canExtents,
                    fua,
                    canMultiConn,
                    canResize,
                    cache);
        }
    }
}
