package org.nbdscript.filters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Tests clients: hides what a disk can do, claims what it cannot, and makes replies wrong. */
public final class MaskFilter implements Filter {
    private final Set<MaskFeature> hidden = EnumSet.noneOf(MaskFeature.class);
    private final Set<MaskFeature> claimed = EnumSet.noneOf(MaskFeature.class);
    private final List<ReplyFault> faults = new ArrayList<>();
    private Duration delay = Duration.ZERO;
    private SplittableRandom random = new SplittableRandom();

    @Override
    public String name() {
        return "mask";
    }

    @Override
    public String description() {
        return "Tests clients: hides what a disk can do, claims what it cannot, and makes replies wrong.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                list("mask-hide", "what the disk shall not be able to do, such as flush,extents"),
                list("mask-claim", "what it shall seem to be able to do, such as multi-conn"),
                list("mask-reply", "how replies are wrong, and how often, such as late:10%,cookie:1:1000"),
                Parameter.builder("mask-delay", ParameterType.DURATION)
                        .defaultText("100ms")
                        .help("how late a late reply is, and how long one waits to be overtaken")
                        .build(),
                Parameter.builder("mask-seed", ParameterType.INT)
                        .range(Long.MIN_VALUE, Long.MAX_VALUE)
                        .help("makes the same replies wrong again")
                        .build());
    }

    private static Parameter list(String name, String help) {
        return Parameter.builder(name, ParameterType.STRING)
                .repeatable(true)
                .help(help + "; may be repeated")
                .build();
    }

    @Override
    public void configure(ParameterValues values) {
        each(values, "mask-hide", word -> hidden.add(MaskFeature.named(word)));
        each(values, "mask-claim", word -> {
            MaskFeature feature = MaskFeature.named(word);
            if (!feature.isClaimable()) {
                throw new IllegalArgumentException("a disk cannot be made to claim " + word);
            }
            if (hidden.contains(feature)) {
                throw new IllegalArgumentException(word + " cannot be hidden and claimed");
            }
            claimed.add(feature);
        });
        each(values, "mask-reply", word -> faults.add(ReplyFault.parse(word)));
        delay = values.getDuration("mask-delay");
        random = new SplittableRandom(
                values.has("mask-seed")
                        ? values.getLong("mask-seed")
                        : RandomGenerator.getDefault().nextLong());
    }

    private static void each(ParameterValues values, String name, Consumer<String> action) {
        for (Object text : values.getList(name)) {
            for (String word : ((String) text).split(",", -1)) {
                try {
                    action.accept(word.strip());
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
                }
            }
        }
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        Capabilities.Builder can = disk.capabilities().toBuilder();
        for (MaskFeature feature : hidden) {
            can = feature.hide(can);
        }
        for (MaskFeature feature : claimed) {
            can = feature.claim(can);
        }
        FaultyReplies replies = faults.isEmpty() ? null : new FaultyReplies(faults, delay, context, split());
        return new MaskDisk(disk, hidden, can.build(), replies);
    }

    private synchronized SplittableRandom split() {
        return random.split();
    }
}
