package org.nbdscript.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Handles signals. A JVM that is left to itself ends with 128 and the signal's number, and runs its shutdown hooks in
 * no order; the server ends with 0 and in order.
 *
 * <p>{@code sun.misc.Signal} is the only way to that. It is called by reflection, since the compiler warns of it and
 * cannot be told not to.
 */
final class Signals {
    private static final String CLASS = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private Signals() {}

    /**
     * Calls an action with the signal's number whenever it comes, on a thread made for that. A signal that whoever
     * started us wants ignored, as {@code nohup} does, stays ignored.
     *
     * @param name without SIG
     */
    static void handle(String name, IntConsumer action) {
        try {
            Class<?> type = Class.forName(CLASS);
            Class<?> handlerType = Class.forName(HANDLER);
            Object handler = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.accept((int) type.getMethod("getNumber").invoke(arguments[0]));
                            return null;
                        }
                        return method.invoke(action, arguments); // those of Object
                    });
            Object signal = type.getConstructor(String.class).newInstance(name);
            type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof IllegalArgumentException)) {
                throw new IllegalStateException("SIG" + name + " cannot be handled", e.getCause());
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no " + CLASS, e);
        }
    }
}
