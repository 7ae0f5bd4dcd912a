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

/** Changes how data is brought to stable storage. */
public final class FuaFilter implements Filter {
    private static final String NONE = "none";
    private static final String EMULATE = "emulate";
    private static final String NATIVE = "native";
    private static final String FORCE = "force";
    private static final String PASS = "pass";
    private static final String DISCARD = "discard";

    private String mode = NONE;
    private boolean flushOnClose;

    @Override
    public String name() {
        return "fua";
    }

    @Override
    public String description() {
        return "Changes how flushes and forced unit access (FUA) reach the disk.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("fua-mode", ParameterType.ENUM)
                        .choices(List.of(NONE, EMULATE, NATIVE, FORCE, PASS, DISCARD))
                        .defaultText(NONE)
                        .help("none: clients cannot ask for FUA; emulate: a flush follows; native: as the plugin does"
                                + " it; force: all writes have it; pass: no change; discard: FUA and flushes are"
                                + " dropped, so that a crash loses data")
                        .build(),
                Parameter.builder("flush-on-close", ParameterType.BOOL)
                        .defaultText("false")
                        .help("flush when a client leaves")
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        mode = values.getString("fua-mode");
        flushOnClose = values.getBoolean("flush-on-close");
    }

    @Override
    public boolean opensWithoutTrace() {
        return !flushOnClose;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        Capabilities below = disk.capabilities();
        if (!below.canWrite() || (mode.equals(PASS) && !flushOnClose)) {
            return disk;
        }
        return new FuaDisk(disk, changed(below), mode.equals(FORCE), mode.equals(DISCARD), flushOnClose);
    }

    private Capabilities changed(Capabilities below) {
        Capabilities.Builder changed = below.toBuilder();
        return switch (mode) {
            case NONE -> changed.fua(Support.NONE).build();
            case EMULATE -> {
                require(below.canFlush(), "flush");
                yield changed.fua(Support.EMULATE).build();
            }
            case NATIVE -> {
                require(below.fua() != Support.NONE, "FUA");
                yield changed.fua(Support.NATIVE).build();
            }
            case FORCE -> {
                require(below.fua() != Support.NONE, "FUA");
                yield changed.fua(Support.NATIVE).canFlush(true).build();
            }
            case DISCARD -> changed.fua(Support.NATIVE).canFlush(true).build();
            default -> below;
        };
    }

    private void require(boolean has, String what) {
        if (!has) {
            throw new NbdException(Errno.EINVAL, "fua: fua-mode=" + mode + " needs a plugin that has " + what);
        }
    }
}
