package org.nbdscript.filters;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Makes bits wrong that clients read. */
public final class EvilFilter implements Filter {
    /** What makes them wrong. */
    enum Mode {
        COSMIC_RAYS(1e-8),
        STUCK_BITS(1e-8),
        STUCK_WIRES(1e-6);

        private final double probability;

        Mode(double probability) {
            this.probability = probability;
        }
    }

    private Mode mode = Mode.STUCK_BITS;
    private double probability;
    private double stuckProbability = 1;
    private long seed;

    @Override
    public String name() {
        return "evil";
    }

    @Override
    public String description() {
        return "Makes bits wrong that clients read, as failing disks do.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("evil", ParameterType.ENUM)
                        .choices(List.of("cosmic-rays", "stuck-bits", "stuck-wires"))
                        .defaultText("stuck-bits")
                        .help("any bit flips now and then; some bits of the disk, or of each request, are stuck")
                        .build(),
                Parameter.builder("evil-probability", ParameterType.PROBABILITY)
                        .help("how likely a bit is wrong: 1e-8, or 1e-6 with stuck-wires")
                        .build(),
                Parameter.builder("evil-stuck-probability", ParameterType.PROBABILITY)
                        .defaultText("100%")
                        .help("how likely a stuck bit is stuck when it is read")
                        .build(),
                Parameter.builder("evil-seed", ParameterType.INT)
                        .range(Long.MIN_VALUE, Long.MAX_VALUE)
                        .help("makes the same bits wrong again; else they are others each time")
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        mode = Mode.valueOf(values.getString("evil").replace('-', '_').toUpperCase(Locale.ROOT));
        probability = values.has("evil-probability") ? values.getDouble("evil-probability") : mode.probability;
        stuckProbability = values.getDouble("evil-stuck-probability");
        seed = values.has("evil-seed")
                ? values.getLong("evil-seed")
                : RandomGenerator.getDefault().nextLong();
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        return probability == 0 ? disk : new EvilDisk(disk, mode, new WrongBits(probability, stuckProbability, seed));
    }
}
