package org.nbdscript.groovy;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Disk;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.ScriptMember;

/** A class of a script whose instances are the connections; its static members are the plugin's. */
final class ConnectionClass {
    private final Class<?> type;
    private final ScriptPosition position;
    private final CalleeFinder finder;
    private final ScriptFailures failures;
    private final Constructor<?> constructor;

    private ConnectionClass(Class<?> type, ScriptPosition position, CalleeFinder finder, ScriptFailures failures) {
        this.type = type;
        this.position = position;
        this.finder = finder;
        this.failures = failures;
        this.constructor = constructor(type, position);
        initialize();
    }

    /** The first class of the file that has pread, or is a {@link Disk}; null if none is. */
    static @Nullable ConnectionClass find(
            ScriptCompiler.Compiled compiled, CalleeFinder finder, ScriptFailures failures) {
        for (Class<?> type : compiled.classes()) {
            boolean isConcrete = !type.isInterface() && !Modifier.isAbstract(type.getModifiers());
            if (isConcrete && !groovy.lang.Script.class.isAssignableFrom(type) && isDisk(type, finder)) {
                return new ConnectionClass(type, compiled.outline().member(type, ""), finder, failures);
            }
        }
        return null;
    }

    private static boolean isDisk(Class<?> type, CalleeFinder finder) {
        return Disk.class.isAssignableFrom(type)
                || finder.instanceMethods(type).containsKey("pread")
                || finder.instanceMethods(type).containsKey("pwrite");
    }

    /** The one that takes most of the context and what lies below it. */
    private static Constructor<?> constructor(Class<?> type, ScriptPosition position) {
        Constructor<?> best = null;
        for (Constructor<?> each : type.getConstructors()) {
            Class<?>[] parameters = each.getParameterTypes();
            boolean fits = parameters.length <= 2
                    && (parameters.length < 1 || parameters[0].isAssignableFrom(OpenContext.class))
                    && (parameters.length < 2 || parameters[1].isAssignableFrom(GroovyNext.class));
            if (fits && (best == null || best.getParameterCount() < parameters.length)) {
                best = each;
            }
        }
        if (best == null) {
            throw new ScriptException(
                    position,
                    "class " + type.getSimpleName() + " has requests, but no constructor that takes the open context or"
                            + " nothing",
                    null);
        }
        return best;
    }

    /** Runs what is static now, so that its failure is said at load. */
    private void initialize() {
        try {
            Class.forName(type.getName(), true, type.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw failures.atLoad(e);
        }
    }

    Map<String, Callee> statics() {
        return finder.staticMethods(type);
    }

    /** The value of a static field or property, null if there is none. */
    @Nullable
    Object constant(String name) {
        return ScriptFields.statics(type).get(name);
    }

    /** What its instances can do; those of a Disk of the Java API can do all that a disk can. */
    List<ScriptMember> members() {
        if (Disk.class.isAssignableFrom(type)) {
            return List.of(
                    new ScriptMember(Callback.GET_SIZE.camelCase(), position, 0, 0, true),
                    new ScriptMember(Callback.PREAD.camelCase(), position, 0, 3, true));
        }
        return finder.instanceMethods(type).values().stream()
                .map(Callee::member)
                .toList();
    }

    /** A new instance. */
    Object open(OpenContext context, @Nullable GroovyNext below) {
        try {
            return switch (constructor.getParameterCount()) {
                case 0 -> constructor.newInstance();
                case 1 -> constructor.newInstance(context);
                default -> constructor.newInstance(context, below);
            };
        } catch (Throwable e) {
            throw failures.of(e, position);
        }
    }
}
