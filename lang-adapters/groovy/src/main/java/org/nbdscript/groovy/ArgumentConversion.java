package org.nbdscript.groovy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.RequestFlags;

/** Carries the host's arguments to the types that a script's function declares. */
final class ArgumentConversion {
    private static final Set<Class<?>> PRIMITIVE_NUMBERS =
            Set.of(byte.class, short.class, int.class, long.class, float.class, double.class);

    private static final MethodHandle PARAMETER_MAP;
    private static final MethodHandle FLAG_BITS;
    private static final MethodHandle NARROW;
    private static final MethodHandle CAST;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            PARAMETER_MAP = lookup.findVirtual(ParameterValues.class, "asMap", MethodType.methodType(Map.class));
            FLAG_BITS = lookup.findVirtual(RequestFlags.class, "bits", MethodType.methodType(int.class));
            NARROW =
                    lookup.findStatic(ArgumentConversion.class, "narrow", MethodType.methodType(int.class, long.class));
            CAST = lookup.findStatic(
                    DefaultTypeTransformation.class,
                    "castToType",
                    MethodType.methodType(Object.class, Object.class, Class.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ArgumentConversion() {}

    /**
     * The types of a callback's arguments as the host gives them, and Object as the result. A plugin is given null for
     * what lies below.
     */
    static MethodType hostType(Callback callback) {
        List<Callback.Argument> arguments =
                callback.scope() == Callback.Scope.PLUGIN ? callback.filterArguments() : callback.arguments();
        Class<?>[] types =
                arguments.stream().map(argument -> hostType(argument.type())).toArray(Class<?>[]::new);
        return MethodType.methodType(Object.class, types);
    }

    private static Class<?> hostType(String argument) {
        return switch (argument) {
            case "parameters" -> ParameterValues.class;
            case "given" -> List.class;
            case "string" -> String.class;
            case "connection" -> ConnectionContext.class;
            case "open" -> OpenContext.class;
            case "output", "input" -> ByteBuffer.class;
            case "offset", "count", "size" -> long.class;
            case "flags" -> RequestFlags.class;
            case "next" -> GroovyNext.class;
            default -> throw new IllegalArgumentException("no type is known for an argument '" + argument + "'");
        };
    }

    /** Why a function cannot take the host's arguments; null if it can. */
    static @Nullable String unfit(MethodType declared, MethodType given) {
        for (int i = 0; i < declared.parameterCount(); i++) {
            Class<?> wanted = declared.parameterType(i);
            if (!isFit(wanted, given.parameterType(i))) {
                return "parameter " + (i + 1) + " is declared as " + wanted.getSimpleName() + ", but is given a "
                        + given.parameterType(i).getSimpleName();
            }
        }
        return null;
    }

    private static boolean isFit(Class<?> wanted, Class<?> given) {
        if (wanted.isAssignableFrom(given)) {
            return true;
        }
        if (given == long.class) {
            boolean isNumber = PRIMITIVE_NUMBERS.contains(wanted) || Number.class.isAssignableFrom(wanted);
            return isNumber || wanted.isAssignableFrom(Long.class);
        }
        if (given == ParameterValues.class) {
            return wanted.isAssignableFrom(Map.class);
        }
        return given == RequestFlags.class && (wanted == int.class || wanted == long.class || wanted == Integer.class);
    }

    /** The function as one that takes the host's arguments and drops those at the end that it does not declare. */
    static MethodHandle convert(MethodHandle function, MethodType given) {
        int count = function.type().parameterCount();
        MethodHandle converted = function;
        for (int i = 0; i < count; i++) {
            MethodHandle filter = filter(function.type().parameterType(i), given.parameterType(i));
            if (filter != null) {
                converted = MethodHandles.filterArguments(converted, i, filter);
            }
        }
        MethodHandle all = MethodHandles.dropArguments(
                converted, count, given.parameterList().subList(count, given.parameterCount()));
        return all.asType(given);
    }

    private static @Nullable MethodHandle filter(Class<?> wanted, Class<?> given) {
        if (given == long.class) {
            return number(wanted);
        }
        if (given == ParameterValues.class && wanted != given) {
            return PARAMETER_MAP.asType(MethodType.methodType(wanted, given));
        }
        if (given == RequestFlags.class && !wanted.isAssignableFrom(given)) {
            return FLAG_BITS.asType(MethodType.methodType(wanted, given));
        }
        return null;
    }

    /** Boxing and widening need no help. */
    private static @Nullable MethodHandle number(Class<?> wanted) {
        if (wanted == int.class || wanted == Integer.class) {
            return NARROW.asType(MethodType.methodType(wanted, long.class));
        }
        boolean isWider = wanted == long.class || wanted == float.class || wanted == double.class;
        if (isWider || wanted.isAssignableFrom(Long.class)) {
            return null;
        }
        return MethodHandles.insertArguments(CAST, 1, wanted).asType(MethodType.methodType(wanted, long.class));
    }

    @SuppressWarnings("UnusedMethod") // Called by its handle.
    private static int narrow(long value) {
        if ((int) value != value) {
            throw new ArithmeticException(value + " does not fit a parameter of type int: declare it as long");
        }
        return (int) value;
    }
}
