package org.nbdscript.cli;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;

/** Shows the calls that clients cause as debug messages, as {@link DebugFlags} ask for. It changes nothing. */
final class TraceFilter implements Filter {
    private final HostServices services;
    private final boolean control;
    private final boolean data;

    private TraceFilter(HostServices services, boolean control, boolean data) {
        this.services = services;
        this.control = control;
        this.data = data;
    }

    /** The filters, with one outermost that shows what is asked for, if anything is. */
    static List<Filter> around(List<Filter> filters, DebugFlags flags, HostServices services) {
        boolean control = flags.isSet(DebugFlags.CONTROL_PATH);
        boolean data = flags.isSet(DebugFlags.DATA_PATH);
        if (!services.isVerbose() || !(control || data)) {
            return filters;
        }
        return Stream.concat(Stream.of(new TraceFilter(services, control, data)), filters.stream())
                .toList();
    }

    @Override
    public String name() {
        return "trace";
    }

    @Override
    public String description() {
        return "Shows calls as debug messages.";
    }

    private void show(Supplier<String> call) {
        if (control) {
            services.debug(call.get());
        }
    }

    @Override
    public void preconnect(ConnectionContext context, Next next) {
        show(() -> "preconnect " + context.peer().name());
        next.preconnect(context);
    }

    @Override
    public List<Export> listExports(ConnectionContext context, Next next) {
        show(() -> "list_exports");
        return next.listExports(context);
    }

    @Override
    public @Nullable String defaultExport(ConnectionContext context, Next next) {
        show(() -> "default_export");
        return next.defaultExport(context);
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        show(() -> "open export='" + context.exportName() + "' readonly=" + context.isReadOnly());
        Disk disk = next.open(context);
        show(() -> "opened size=" + disk.size() + " " + disk.capabilities());
        return new TracedDisk(disk, control ? services::debug : text -> {}, data ? services::debug : null);
    }
}
