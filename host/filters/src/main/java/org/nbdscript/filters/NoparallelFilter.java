package org.nbdscript.filters;

import java.util.List;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ThreadModel;

/** Lets fewer calls overlap. */
public final class NoparallelFilter implements Filter {
    private static final String REQUESTS = "requests";
    private static final String ALL_REQUESTS = "all-requests";
    private static final String CONNECTIONS = "connections";

    private ThreadModel model = ThreadModel.SERIALIZE_REQUESTS;

    @Override
    public String name() {
        return "noparallel";
    }

    @Override
    public String description() {
        return "Lets fewer requests overlap than the plugin would.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(Parameter.builder("serialize", ParameterType.ENUM)
                .choices(List.of(REQUESTS, ALL_REQUESTS, CONNECTIONS))
                .defaultText(REQUESTS)
                .help("what comes one at a time: the requests of a connection, all requests, or connections")
                .build());
    }

    @Override
    public void configure(ParameterValues values) {
        model = switch (values.getString("serialize")) {
            case CONNECTIONS -> ThreadModel.SERIALIZE_CONNECTIONS;
            case ALL_REQUESTS -> ThreadModel.SERIALIZE_ALL_REQUESTS;
            default -> ThreadModel.SERIALIZE_REQUESTS;
        };
    }

    @Override
    public ThreadModel threadModel() {
        return model;
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
