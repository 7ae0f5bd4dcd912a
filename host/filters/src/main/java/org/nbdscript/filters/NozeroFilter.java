package org.nbdscript.filters;

import java.util.List;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.Support;

/** Hides or changes how a disk writes zeroes. */
public final class NozeroFilter implements Filter {
    private static final String NONE = "none";
    private static final String EMULATE = "emulate";
    private static final String NOTRIM = "notrim";
    private static final String PLUGIN = "plugin";
    private static final String DEFAULT = "default";
    private static final String SLOW = "slow";
    private static final String IGNORE = "ignore";

    private String zeroMode = NONE;
    private String fastZeroMode = DEFAULT;

    @Override
    public String name() {
        return "nozero";
    }

    @Override
    public String description() {
        return "Hides or changes how the disk writes zeroes.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("zero-mode", ParameterType.ENUM)
                        .choices(List.of(NONE, EMULATE, NOTRIM, PLUGIN))
                        .defaultText(NONE)
                        .help("none: clients cannot ask for zeroes; emulate: they are written as data; notrim: without"
                                + " punching holes; plugin: as the plugin does it")
                        .build(),
                Parameter.builder("fast-zero-mode", ParameterType.ENUM)
                        .choices(List.of(DEFAULT, NONE, SLOW, IGNORE))
                        .defaultText(DEFAULT)
                        .help("none: clients cannot ask for fast zeroes; slow: they are always refused; ignore: they"
                                + " are done as slow ones, which breaks the protocol; default: as zero-mode has it")
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        zeroMode = values.getString("zero-mode");
        fastZeroMode = values.getString("fast-zero-mode");
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        Capabilities below = disk.capabilities();
        if (zeroMode.equals(NONE) || !below.canWrite()) {
            return new ChangedCapabilities(
                    disk,
                    below.toBuilder().zero(Support.NONE).canFastZero(false).build());
        }
        if (!zeroMode.equals(EMULATE) && below.zero() != Support.NATIVE) {
            throw new NbdException(
                    Errno.EINVAL, "nozero: zero-mode=" + zeroMode + " needs a plugin that has zero of its own");
        }
        boolean canFastZero = switch (fastZeroMode) {
            case NONE -> false;
            case SLOW, IGNORE -> true;
            default -> zeroMode.equals(EMULATE) || below.canFastZero();
        };
        return new NozeroDisk(
                disk,
                below.toBuilder().zero(Support.NATIVE).canFastZero(canFastZero).build(),
                zeroMode.equals(EMULATE),
                zeroMode.equals(NOTRIM),
                fastZero());
    }

    private NozeroDisk.FastZero fastZero() {
        return switch (fastZeroMode) {
            case SLOW -> NozeroDisk.FastZero.REFUSE;
            case IGNORE -> NozeroDisk.FastZero.IGNORE;
            default -> zeroMode.equals(EMULATE) ? NozeroDisk.FastZero.REFUSE : NozeroDisk.FastZero.PASS;
        };
    }
}
