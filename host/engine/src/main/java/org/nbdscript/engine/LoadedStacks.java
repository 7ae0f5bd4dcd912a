package org.nbdscript.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Layer;
import org.nbdscript.api.Next;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ScriptException;

/**
 * The stacks that parameters have named, and their lives. They begin before the stack that uses them, and end after it.
 */
public final class LoadedStacks implements NestedStacks {
    private final PluginRegistry registry;
    private final HostServices services;
    private final FailureLog failures;
    private final Path workingDirectory;
    private final List<Layer> layers = new ArrayList<>();
    private final List<NamedStack> stacks = new ArrayList<>();

    /**
     * A stack.
     *
     * @param name where it comes from, for messages
     */
    private record NamedStack(String name, DiskStack stack) {}

    /**
     * None yet.
     *
     * @param workingDirectory what relative paths start from
     */
    public LoadedStacks(PluginRegistry registry, HostServices services, FailureLog failures, Path workingDirectory) {
        this.registry = registry;
        this.services = services;
        this.failures = failures;
        this.workingDirectory = workingDirectory;
    }

    @Override
    public Next open(String parameter, String text) {
        try {
            DiskStack stack = load(StackText.parse(text));
            stacks.add(new NamedStack(parameter + ": in '" + text + "'", stack));
            return stack.asNext();
        } catch (UnknownPluginException | ParameterProblems | ScriptException e) {
            throw new IllegalArgumentException("in '" + text + "': " + e.getMessage(), e);
        }
    }

    private DiskStack load(StackText text) {
        List<Filter> filters = new ArrayList<>();
        for (String name : text.filters()) {
            filters.add(loaded(registry.loadFilter(name)));
        }
        LoadedPlugin plugin = registry.load(text.words());
        List<Layer> own = new ArrayList<>(filters);
        own.add(loaded(plugin.plugin()));
        List<ParameterValues> values =
                new ParameterBinder(services, workingDirectory, this).bindLayers(own, plugin.arguments());
        for (int i = 0; i < own.size(); i++) {
            own.get(i).configure(values.get(i));
        }
        return new DiskStack(filters, plugin.plugin(), failures);
    }

    private <L extends Layer> L loaded(L layer) {
        layer.load(services);
        layers.add(layer);
        return layer;
    }

    /** Calls {@link Layer#getReady} of all layers. */
    public void getReady() {
        stacks.forEach(named -> named.stack().getReady());
    }

    /**
     * Looks for layers that do not fit each other, as {@link DiskStack#requireFit} does.
     *
     * @throws IllegalArgumentException that says which parameter has named them, and why they do not fit
     */
    public void requireFit() {
        for (NamedStack named : stacks) {
            try {
                named.stack().requireFitAsNext();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(named.name() + ": " + e.getMessage(), e);
            }
        }
    }

    /** Calls {@code afterFork} of all layers. */
    public void afterFork() {
        stacks.forEach(named -> named.stack().afterFork());
    }

    /** Has each layer end in its turn, those that were loaded last first. */
    public void forEachAtTheEnd(Consumer<Layer> call) {
        layers.reversed().forEach(call);
    }
}
