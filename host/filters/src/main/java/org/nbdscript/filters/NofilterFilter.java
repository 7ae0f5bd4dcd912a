package org.nbdscript.filters;

import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;

/** Does nothing, which shows what a layer costs. */
public final class NofilterFilter implements Filter {
    @Override
    public String name() {
        return "nofilter";
    }

    @Override
    public String description() {
        return "Passes everything on and changes nothing.";
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
