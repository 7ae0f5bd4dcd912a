package org.nbdscript.groovy;

import groovy.lang.Binding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Disk;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Naming;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.api.spi.Script;
import org.nbdscript.api.spi.ScriptMember;
import org.nbdscript.api.spi.ScriptNext;
import org.nbdscript.api.spi.ScriptTarget;

/** A Groovy script whose top level has run. */
final class GroovyScript implements Script {
    /** An object that has one of these is a connection. */
    private static final List<String> METHODS = List.of("pread", "pwrite", "zero", "extents");

    private final ScriptCompiler.Compiled compiled;
    private final ScriptFailures failures;
    private final CalleeFinder finder;
    private final Binding binding = new Binding();
    private final groovy.lang.@Nullable Script main;
    private final @Nullable ConnectionClass connectionClass;

    /** Functions, closures in variables, and static methods of the connection class. */
    private final Map<String, Callee> functions;

    private final GroovyTarget target;

    /**
     * Runs the top level.
     *
     * @throws org.nbdscript.api.ScriptException if that fails
     */
    GroovyScript(ScriptCompiler.Compiled compiled, ScriptFailures failures, HostServices services) {
        this.compiled = compiled;
        this.failures = failures;
        this.finder = new CalleeFinder(compiled.outline());
        binding.setVariable("out", compiled.loader().nbdscript().getOut());
        this.main = run();
        this.functions = findFunctions();
        this.connectionClass = functions.containsKey("open") || functions.containsKey("pread")
                ? null
                : ConnectionClass.find(compiled, finder, failures);
        if (connectionClass != null) {
            connectionClass.statics().forEach(functions::putIfAbsent);
        }
        warnOfLocals(services);
        this.target = new GroovyTarget(pluginFunctions(), failures);
    }

    private groovy.lang.@Nullable Script run() {
        for (Class<?> type : compiled.classes()) {
            if (groovy.lang.Script.class.isAssignableFrom(type)) {
                try {
                    groovy.lang.Script script = InvokerHelper.createScript(type, binding);
                    script.run();
                    return script;
                } catch (Throwable e) {
                    throw failures.atLoad(e);
                }
            }
        }
        return null;
    }

    private Map<String, Callee> findFunctions() {
        Map<String, Callee> callees = new LinkedHashMap<>(finder.closures(binding.getVariables(), false));
        if (main != null) {
            callees.putAll(finder.closures(ScriptFields.of(main), false));
            callees.putAll(finder.methods(main, false));
        }
        return callees;
    }

    /**
     * Those to be called without a handle: with handles, the callbacks of a disk are made ready when the handle is
     * there. Those that require too many parameters are left for the host's check to refuse.
     */
    private Map<String, Callee> pluginFunctions() {
        Map<String, Callee> callees = new LinkedHashMap<>();
        functions.forEach((name, callee) -> {
            Callback callback = Callback.byName(name, Naming.CAMEL_CASE);
            if (callback != null
                    && !(hasHandles() && callback.scope() == Callback.Scope.DISK)
                    && callee.member().required()
                            <= (callback.scope() == Callback.Scope.PLUGIN
                                    ? callback.filterArguments().size()
                                    : callback.arguments().size())) {
                callees.put(name, callee);
            }
        });
        return callees;
    }

    /** What was meant for the host, but is seen by the top level alone. */
    private void warnOfLocals(HostServices services) {
        compiled.outline().locals().forEach((name, line) -> {
            boolean isConstant =
                    List.of("parameters", "name", "description", "version").contains(name);
            if (isConstant || Callback.byName(name, Naming.CAMEL_CASE) != null) {
                services.warn(compiled.outline().position(line) + ": `" + name
                        + "` is declared with `def` or a type, so only the top level sees it: leave that out");
            }
        });
    }

    @Override
    public Path file() {
        return compiled.file();
    }

    @Override
    public Naming naming() {
        return Naming.CAMEL_CASE;
    }

    @Override
    public @Nullable String documentation() {
        return Groovydoc.of(compiled.source());
    }

    @Override
    public @Nullable Object constant(String name) {
        if (binding.hasVariable(name)) {
            return Normalization.normalize(binding.getVariable(name));
        }
        Object value = main == null ? null : ScriptFields.of(main).get(name);
        if (value == null && connectionClass != null) {
            value = connectionClass.constant(name);
        }
        return Normalization.normalize(value);
    }

    @Override
    public List<ScriptMember> members() {
        List<ScriptMember> members = new ArrayList<>();
        functions.values().forEach(callee -> members.add(callee.member()));
        if (connectionClass != null) {
            members.addAll(connectionClass.members());
        }
        // Classes have their methods in no order.
        members.sort(Comparator.comparingInt(member -> member.position().line()));
        return members;
    }

    @Override
    public ThreadModel strongestThreadModel() {
        return ThreadModel.PARALLEL;
    }

    @Override
    public ScriptTarget functions() {
        return target;
    }

    @Override
    public boolean hasHandles() {
        return connectionClass != null || functions.containsKey("open");
    }

    @Override
    public Object open(OpenContext context, @Nullable ScriptNext next) {
        GroovyNext below = next == null ? null : new GroovyNext(next);
        if (connectionClass != null) {
            return targetOf(connectionClass.open(context, below), below);
        }
        if (!target.defines(Callback.OPEN)) {
            return below == null ? target : targetOf(null, below);
        }
        Object opened = below == null ? target.raw(Callback.OPEN, context) : target.raw(Callback.OPEN, context, below);
        return opened instanceof CompletionStage<?> stage
                ? stage.handle((value, failure) -> {
                    if (failure != null) {
                        throw failures.of(failure, target.position(Callback.OPEN));
                    }
                    return targetOf(value, below);
                })
                : targetOf(opened, below);
    }

    private ScriptTarget targetOf(@Nullable Object opened, @Nullable GroovyNext below) {
        if (opened instanceof Disk disk) {
            return new DiskTarget(disk, failures, target.position(Callback.OPEN));
        }
        Map<String, Callee> methods = opened == null ? Map.of() : callbacksOf(opened);
        try {
            return new GroovyTarget(isConnection(methods) ? methods : functionsWith(opened, below), failures);
        } catch (RuntimeException e) {
            throw failures.of(e, target.position(Callback.OPEN));
        }
    }

    private Map<String, Callee> callbacksOf(Object opened) {
        return opened instanceof Map<?, ?> map ? finder.closures(map, true) : finder.methods(opened, true);
    }

    private static boolean isConnection(Map<String, Callee> methods) {
        return METHODS.stream().anyMatch(methods::containsKey);
    }

    private Map<String, Callee> functionsWith(@Nullable Object handle, @Nullable GroovyNext below) {
        Map<String, Callee> callees = new LinkedHashMap<>();
        functions.forEach((name, callee) -> {
            Callback callback = Callback.byName(name, Naming.CAMEL_CASE);
            if (callback != null && callback.scope() == Callback.Scope.DISK) {
                Callee first = below == null ? callee : callee.withHandle(below);
                // A filter's open need not return anything.
                callees.put(name, below != null && handle == null ? first : first.withHandle(handle));
            }
        });
        return callees;
    }

    @Override
    public void close() {
        compiled.loader().nbdscript().getOut().close();
        compiled.classes().forEach(InvokerHelper::removeClass);
        try {
            compiled.loader().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
