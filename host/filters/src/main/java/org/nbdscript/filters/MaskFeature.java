package org.nbdscript.filters;

import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Support;

/** What a disk can do, and be made to hide or to claim. */
enum MaskFeature {
    WRITE(can -> can.canWrite(false), null),
    FLUSH(can -> can.canFlush(false), can -> can.canFlush(true)),
    FUA(can -> can.fua(Support.NONE), can -> can.fua(Support.NATIVE)),
    TRIM(can -> can.canTrim(false), can -> can.canTrim(true)),
    ZERO(can -> can.zero(Support.NONE).canFastZero(false), can -> can.zero(Support.NATIVE)),
    FAST_ZERO(can -> can.canFastZero(false), can -> can.canFastZero(true)),
    EXTENTS(can -> can.canExtents(false), can -> can.canExtents(true)),
    CACHE(can -> can.cache(Support.NONE), can -> can.cache(Support.NATIVE)),
    MULTI_CONN(can -> can.canMultiConn(false), can -> can.canMultiConn(true)),
    ROTATIONAL(can -> can.isRotational(false), can -> can.isRotational(true)),
    RESIZE(can -> can.canResize(false), null),
    BLOCK_SIZE(can -> can, null),
    DESCRIPTION(can -> can, null);

    private final UnaryOperator<Capabilities.Builder> hide;
    private final @Nullable UnaryOperator<Capabilities.Builder> claim;

    MaskFeature(UnaryOperator<Capabilities.Builder> hide, @Nullable UnaryOperator<Capabilities.Builder> claim) {
        this.hide = hide;
        this.claim = claim;
    }

    /** The name in parameters. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException saying which there are
     */
    static MaskFeature named(String text) {
        return Stream.of(values())
                .filter(feature -> feature.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected some of "
                        + Stream.of(values()).map(MaskFeature::text).collect(Collectors.joining(", ")) + ", got '"
                        + text + "'"));
    }

    /** Whether it makes sense to claim it. */
    boolean isClaimable() {
        return claim != null;
    }

    /** Hides it. */
    Capabilities.Builder hide(Capabilities.Builder can) {
        return hide.apply(can);
    }

    /** Claims it, if that makes sense. */
    Capabilities.Builder claim(Capabilities.Builder can) {
        return claim == null ? can : claim.apply(can);
    }
}
