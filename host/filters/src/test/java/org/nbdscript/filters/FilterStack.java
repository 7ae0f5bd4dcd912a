package org.nbdscript.filters;

import java.nio.file.Path;
import java.util.List;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Plugin;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
import org.nbdscript.engine.ParameterBinder;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeServices;

/**
 * A stack under test, with all that the server has around it but the protocol.
 *
 * @param stack it, after its start
 * @param filter the only filter
 * @param services what the filter was given
 */
public record FilterStack(DiskStack stack, Filter filter, FakeServices services) implements AutoCloseable {

    /** Starts a filter above a plugin, with parameters as on the command line. */
    public static FilterStack start(Filter filter, Plugin plugin, String... parameters) {
        FakeServices services = new FakeServices();
        filter.load(services);
        filter.configure(new ParameterBinder(services, Path.of("").toAbsolutePath())
                .bind(filter.parameters(), List.of(parameters)));
        DiskStack stack = new DiskStack(List.of(filter), plugin, new FailureLog(services, System::nanoTime));
        stack.getReady();
        stack.afterFork();
        return new FilterStack(stack, filter, services);
    }

    /** Opens the default export for a client that may write. */
    public Disk open() {
        return stack.open(new FakeConnection());
    }

    /** Ends the filter. */
    @Override
    public void close() {
        filter.cleanup();
        filter.unload();
    }
}
