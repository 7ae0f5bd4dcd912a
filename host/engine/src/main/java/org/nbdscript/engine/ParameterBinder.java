package org.nbdscript.engine;

import java.nio.file.Path;
import java.util.List;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Layer;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterValues;

/** Makes of the words on a command line the values of the parameters that a stack's layers declare. */
public final class ParameterBinder {
    private final ParameterParser parser;

    /**
     * A binder.
     *
     * @param services reads the passwords
     * @param workingDirectory what relative paths start from
     */
    public ParameterBinder(HostServices services, Path workingDirectory) {
        this(services, workingDirectory, NestedStacks.NONE);
    }

    /**
     * A binder.
     *
     * @param services reads the passwords
     * @param workingDirectory what relative paths start from
     * @param disks opens the stacks that parameters name
     */
    public ParameterBinder(HostServices services, Path workingDirectory, NestedStacks disks) {
        this.parser = new ParameterParser(services, workingDirectory, disks);
    }

    /**
     * Binds words such as {@code size=64M}, or a bare value for the magic parameter.
     *
     * @throws ParameterProblems with all that is wrong
     */
    public ParameterValues bind(ParameterSchema schema, List<String> words) {
        return bind(List.of(schema), words).getFirst();
    }

    /**
     * Binds words to the layers of a stack: a key goes to the outermost layer that declares it, or else to the
     * outermost one that accepts others; a bare value goes to the outermost layer that has a magic parameter.
     *
     * @param schemas of the layers, the outermost first
     * @return the values of each layer, in the same order
     * @throws ParameterProblems with all that is wrong
     */
    public List<ParameterValues> bind(List<ParameterSchema> schemas, List<String> words) {
        return ParameterBinding.ofSchemas(parser, schemas).bind(words);
    }

    /**
     * Binds words to the layers of a stack, as {@link #bind(List, List)} does; filters change what the layers below
     * them get. Where the parameters of such a filter are wrong, nobody knows what it would pass on, and nothing is
     * said of the layers below.
     *
     * @param layers the outermost first
     * @return the values of each layer, in the same order
     * @throws ParameterProblems with all that is wrong
     */
    public List<ParameterValues> bindLayers(List<? extends Layer> layers, List<String> words) {
        return ParameterBinding.ofLayers(parser, layers).bind(words);
    }
}
