package org.nbdscript.groovy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.ScriptMember;

/**
 * A function, method or closure of a script, bound to its receiver.
 *
 * @param overloads the forms that it has, one handle each; default parameters make several
 * @param isMethod it belongs to an object whose methods are the callbacks
 */
record Callee(String name, ScriptPosition position, List<MethodHandle> overloads, boolean isMethod) {

    /** What the host's table of callbacks checks. */
    ScriptMember member() {
        int required = overloads.stream().mapToInt(Callee::count).min().orElse(0);
        boolean any = overloads.stream().anyMatch(MethodHandle::isVarargsCollector);
        int accepted = any
                ? Integer.MAX_VALUE
                : overloads.stream().mapToInt(Callee::count).max().orElse(0);
        return new ScriptMember(name, position, required, accepted, isMethod);
    }

    /** The parameters that a form cannot do without. */
    private static int count(MethodHandle overload) {
        return overload.type().parameterCount() - (overload.isVarargsCollector() ? 1 : 0);
    }

    /** It says itself that it answers by a promise. */
    boolean isAsynchronous() {
        return overloads.stream()
                .allMatch(overload ->
                        CompletionStage.class.isAssignableFrom(overload.type().returnType()));
    }

    /** The same with the first parameter given, where there is one. */
    Callee withHandle(@Nullable Object handle) {
        List<MethodHandle> bound =
                overloads.stream().map(overload -> bindHandle(overload, handle)).toList();
        return new Callee(name, position, bound, isMethod);
    }

    private static MethodHandle bindHandle(MethodHandle overload, @Nullable Object handle) {
        if (overload.type().parameterCount() == 0) {
            return overload;
        }
        MethodHandle fixed = overload.isVarargsCollector() ? overload.asFixedArity() : overload;
        if (overload.isVarargsCollector() && overload.type().parameterCount() == 1) {
            return overload;
        }
        MethodHandle bound = MethodHandles.insertArguments(fixed, 0, handle);
        return overload.isVarargsCollector() ? bound.asVarargsCollector(lastParameter(overload)) : bound;
    }

    private static Class<?> lastParameter(MethodHandle handle) {
        return handle.type().parameterType(handle.type().parameterCount() - 1);
    }

    /**
     * A handle that takes all of a callback's arguments and gives those on that the script's function takes.
     *
     * @param callback whose arguments they are
     * @param type what the host gives, and Object as the result
     * @throws ScriptException if no form takes them
     */
    MethodHandle handle(Callback callback, MethodType type) {
        List<MethodHandle> fitting = overloads.stream()
                .map(overload -> spread(overload, type.parameterCount()))
                .filter(overload -> overload.type().parameterCount() <= type.parameterCount())
                .sorted(Comparator.comparingInt(
                                (MethodHandle overload) -> overload.type().parameterCount())
                        .reversed())
                .toList();
        String problem = "requires " + member().required() + " parameters, but is given at most "
                + type.parameterCount() + ": "
                + callback.arguments().stream().map(Callback.Argument::name).toList();
        for (MethodHandle overload : fitting) {
            String unfit = ArgumentConversion.unfit(overload.type(), type);
            if (unfit == null) {
                return ArgumentConversion.convert(overload, type);
            }
            problem = "cannot be called: " + unfit;
        }
        throw new ScriptException(position, name + " " + problem, null);
    }

    /** Parameters of any number take all that is left. */
    private static MethodHandle spread(MethodHandle overload, int arguments) {
        if (!overload.isVarargsCollector()) {
            return overload;
        }
        int rest = arguments - overload.type().parameterCount() + 1;
        return rest < 0 ? overload.asFixedArity() : overload.asFixedArity().asCollector(lastParameter(overload), rest);
    }
}
