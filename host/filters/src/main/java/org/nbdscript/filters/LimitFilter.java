package org.nbdscript.filters;

import java.util.concurrent.atomic.AtomicLong;
import org.nbdscript.api.ConnectionContext;
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

/** Turns clients away when there are enough. */
public final class LimitFilter implements Filter {
    private final AtomicLong clients = new AtomicLong();
    private long limit;

    @Override
    public String name() {
        return "limit";
    }

    @Override
    public String description() {
        return "Limits how many clients may be connected at a time; more are turned away.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(Parameter.builder("limit", ParameterType.INT)
                .range(0, Integer.MAX_VALUE)
                .defaultText("1")
                .help("how many; 0 for any number")
                .build());
    }

    @Override
    public void configure(ParameterValues values) {
        limit = values.getLong("limit");
    }

    @Override
    public void preconnect(ConnectionContext context, Next next) {
        if (limit > 0) {
            if (clients.incrementAndGet() > limit) {
                clients.decrementAndGet();
                throw new NbdException(Errno.EAGAIN, "limit: " + limit + " clients are connected already");
            }
            context.onClose(clients::decrementAndGet);
        }
        next.preconnect(context);
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        return next.open(context);
    }
}
