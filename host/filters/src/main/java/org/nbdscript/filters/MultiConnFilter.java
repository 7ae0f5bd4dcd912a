package org.nbdscript.filters;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import org.nbdscript.api.ThreadModel;

/** Says whether several connections see the same data after a flush, and makes it true where it is not. */
public final class MultiConnFilter implements Filter {
    /** What is done. */
    enum Mode {
        AUTO,
        EMULATE,
        PLUGIN,
        DISABLE,
        UNSAFE
    }

    /** How it is known which connections have something to flush. */
    enum Tracking {
        /** Each connection for itself. */
        CONN,
        /** All together. */
        FAST,
        /** Not at all: every flush goes to all. */
        OFF
    }

    private final Map<String, ConnectionGroup> groups = new HashMap<>();
    private Mode mode = Mode.AUTO;
    private Tracking tracking = Tracking.CONN;
    private boolean isByExport;

    @Override
    public String name() {
        return "multi-conn";
    }

    @Override
    public String description() {
        return "Lets several connections rely on each other's flushes, also where the disk does not.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("multi-conn-mode", ParameterType.ENUM)
                        .choices(List.of("auto", "emulate", "plugin", "disable", "unsafe"))
                        .defaultText("auto")
                        .help("emulate: a flush flushes all connections; plugin: as the disk says; disable, unsafe: say"
                                + " no or yes, whatever is true; auto: emulate where the disk does not say yes")
                        .build(),
                Parameter.builder("multi-conn-track-dirty", ParameterType.ENUM)
                        .choices(List.of("conn", "fast", "off"))
                        .defaultText("conn")
                        .help("flush the connections that have written; all if any has; or always all")
                        .build(),
                Parameter.builder("multi-conn-exportname", ParameterType.BOOL)
                        .defaultText("false")
                        .help("whether different exports have nothing to do with each other")
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        mode = Mode.valueOf(values.getString("multi-conn-mode").toUpperCase(Locale.ROOT));
        tracking = Tracking.valueOf(values.getString("multi-conn-track-dirty").toUpperCase(Locale.ROOT));
        isByExport = values.getBoolean("multi-conn-exportname");
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        Capabilities below = disk.capabilities();
        return switch (chosen(below, next)) {
            case AUTO, PLUGIN -> disk;
            case DISABLE ->
                new ChangedCapabilities(
                        disk, below.toBuilder().canMultiConn(false).build());
            case UNSAFE ->
                new ChangedCapabilities(
                        disk, below.toBuilder().canMultiConn(true).build());
            case EMULATE -> emulated(disk, context);
        };
    }

    private Mode chosen(Capabilities below, Next next) {
        if (mode != Mode.AUTO) {
            return mode;
        }
        if (next.threadModel() == ThreadModel.SERIALIZE_CONNECTIONS) {
            return Mode.DISABLE;
        }
        return below.canMultiConn() ? Mode.PLUGIN : Mode.EMULATE;
    }

    private Disk emulated(Disk disk, OpenContext context) {
        if (disk.capabilities().canWrite() && !disk.capabilities().canFlush()) {
            throw new NbdException(
                    Errno.EINVAL, "multi-conn: the disk has no flush, which several connections would rely on");
        }
        ConnectionGroup group;
        synchronized (groups) {
            group = groups.computeIfAbsent(
                    isByExport ? context.exportName() : "", ignored -> new ConnectionGroup(tracking));
        }
        return group.add(disk);
    }

    /** The connections that flush each other. */
    private static final class ConnectionGroup {
        private final Tracking tracking;
        private final List<MultiConnDisk> members = new ArrayList<>();

        ConnectionGroup(Tracking tracking) {
            this.tracking = tracking;
        }

        synchronized Disk add(Disk disk) {
            MultiConnDisk member = new MultiConnDisk(disk, this::flushAll, this::remove);
            members.add(member);
            return member;
        }

        /** Under the lock, so that none is closed meanwhile. */
        private synchronized void flushAll() {
            boolean any = members.stream().anyMatch(MultiConnDisk::isDirty);
            for (MultiConnDisk member : members) {
                boolean isWanted = switch (tracking) {
                    case CONN -> member.isDirty();
                    case FAST -> any;
                    case OFF -> true;
                };
                if (isWanted) {
                    member.flushBelow();
                }
            }
        }

        private synchronized void remove(MultiConnDisk member) {
            members.remove(member);
        }
    }
}
