package org.nbdscript.engine;

import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ParameterPassing;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ThreadModel;

/** A filter whose answers a test sets; it passes all on unless something else is set. */
final class FakeFilter implements Filter {
    private final String name;
    ThreadModel threadModel = ThreadModel.PARALLEL;
    BiFunction<OpenContext, Next, Disk> opening = (context, next) -> next.open(context);
    BiFunction<ConnectionContext, Next, List<Export>> exports = (context, next) -> next.listExports(context);
    BiFunction<ConnectionContext, Next, @Nullable String> defaultExport =
            (context, next) -> next.defaultExport(context);

    ParameterSchema parameters = ParameterSchema.EMPTY;

    @Nullable
    ParameterPassing passing;

    @Nullable
    Next next;

    boolean opensWithoutTrace;

    @Nullable
    BlockSize declaredBlockSize;

    FakeFilter(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "A filter for tests";
    }

    @Override
    public ParameterSchema parameters() {
        return parameters;
    }

    @Override
    public @Nullable ParameterPassing parameterPassing() {
        return passing;
    }

    @Override
    public ThreadModel threadModel() {
        return threadModel;
    }

    @Override
    public void afterFork(Next below) {
        next = below;
    }

    @Override
    public List<Export> listExports(ConnectionContext context, Next below) {
        return exports.apply(context, below);
    }

    @Override
    public @Nullable String defaultExport(ConnectionContext context, Next below) {
        return defaultExport.apply(context, below);
    }

    @Override
    public Disk open(OpenContext context, Next below) {
        return opening.apply(context, below);
    }

    @Override
    public boolean opensWithoutTrace() {
        return opensWithoutTrace;
    }

    @Override
    public @Nullable BlockSize declaredBlockSize() {
        return declaredBlockSize;
    }
}
