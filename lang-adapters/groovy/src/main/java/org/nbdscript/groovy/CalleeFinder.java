package org.nbdscript.groovy;

import groovy.lang.Closure;
import groovy.lang.GroovyObject;
import groovy.lang.Script;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.codehaus.groovy.runtime.GeneratedClosure;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Naming;
import org.nbdscript.api.ScriptPosition;

/** Finds what can be called: methods of classes and objects, and closures. */
final class CalleeFinder {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    /** Methods of these are the language's, not the script's. */
    private static final Set<Class<?>> FOREIGN =
            Set.of(Object.class, GroovyObject.class, Script.class, groovy.lang.GroovyObjectSupport.class);

    private final ScriptOutline outline;

    CalleeFinder(ScriptOutline outline) {
        this.outline = outline;
    }

    /** The methods of an object, static ones included. */
    Map<String, Callee> methods(Object receiver, boolean isMethod) {
        return methods(receiver.getClass(), receiver, method -> true, isMethod);
    }

    /** The static methods of a class. */
    Map<String, Callee> staticMethods(Class<?> type) {
        return methods(type, null, method -> Modifier.isStatic(method.getModifiers()), false);
    }

    /** The methods that instances of a class will have: to be asked about, not to be called. */
    Map<String, Callee> instanceMethods(Class<?> type) {
        return methods(type, null, method -> !Modifier.isStatic(method.getModifiers()), true);
    }

    private Map<String, Callee> methods(
            Class<?> type, @Nullable Object receiver, Predicate<Method> which, boolean isMethod) {
        Map<String, Callee> callees = new LinkedHashMap<>();
        for (Method method : type.getMethods()) {
            if (isScripts(type, method) && which.test(method)) {
                MethodHandle handle = unreflect(method);
                boolean isStatic = Modifier.isStatic(method.getModifiers());
                add(callees, method, isStatic ? handle : bind(handle, receiver), isMethod);
            }
        }
        return callees;
    }

    private void add(Map<String, Callee> callees, Method method, MethodHandle handle, boolean isMethod) {
        String name = method.getName();
        ScriptPosition position = outline.member(method.getDeclaringClass(), name);
        List<MethodHandle> overloads =
                new ArrayList<>(callees.containsKey(name) ? callees.get(name).overloads() : List.of());
        overloads.add(handle);
        callees.put(name, new Callee(name, position, overloads, isMethod));
    }

    /** Written by the author: not the language's, and no accessor that the compiler made, unless it is a callback. */
    private boolean isScripts(Class<?> type, Method method) {
        if (FOREIGN.contains(method.getDeclaringClass()) || method.isSynthetic() || method.isBridge()) {
            return false;
        }
        if (Callback.byName(method.getName(), Naming.CAMEL_CASE) != null) {
            return true;
        }
        return outline.declares(method.getDeclaringClass(), method.getName()) && !isEntry(type, method);
    }

    private static boolean isEntry(Class<?> type, Method method) {
        return Script.class.isAssignableFrom(type) && Set.of("run", "main").contains(method.getName());
    }

    /** The closures of a map by name: of a script's variables, or of what open returned. */
    Map<String, Callee> closures(Map<?, ?> map, boolean isMethod) {
        Map<String, Callee> callees = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value instanceof Closure<?> closure) {
                String name = String.valueOf(key);
                callees.put(name, new Callee(name, outline.variable(name), forms(closure), isMethod));
            }
        });
        return callees;
    }

    /** A closure of the source is called where its body is; any other, such as a curried one, as Groovy calls it. */
    private static List<MethodHandle> forms(Closure<?> closure) {
        List<MethodHandle> forms = new ArrayList<>();
        if (closure instanceof GeneratedClosure) {
            for (Method method : closure.getClass().getMethods()) {
                if (method.getName().equals("doCall")) {
                    forms.add(bind(unreflect(method), closure));
                }
            }
        }
        return forms.isEmpty() ? List.of(general(closure)) : forms;
    }

    private static MethodHandle general(Closure<?> closure) {
        try {
            MethodHandle call =
                    LOOKUP.findVirtual(Closure.class, "call", MethodType.methodType(Object.class, Object[].class));
            int count = closure.getMaximumNumberOfParameters();
            return call.bindTo(closure).asFixedArity().asCollector(Object[].class, count);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle unreflect(Method method) {
        try {
            // A method is public where its class may not be.
            method.setAccessible(true);
            MethodHandle handle = LOOKUP.unreflect(method);
            // Groovy lets any array at the end take any number; here only one of objects can mean that.
            return takesAnyNumber(method) ? handle : handle.asFixedArity();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean takesAnyNumber(Method method) {
        Class<?>[] types = method.getParameterTypes();
        return method.isVarArgs() && types[types.length - 1] == Object[].class;
    }

    /** Binding forgets that the last parameter takes any number. */
    private static MethodHandle bind(MethodHandle handle, @Nullable Object receiver) {
        MethodHandle bound = handle.bindTo(receiver);
        int count = bound.type().parameterCount();
        return handle.isVarargsCollector()
                ? bound.asVarargsCollector(bound.type().parameterType(count - 1))
                : bound;
    }
}
