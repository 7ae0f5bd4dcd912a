package org.nbdscript.api.spi;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ScriptException;

/** A constant that a script has in place of a callback, whose answer is the same each time. */
final class CallbackConstant {
    private CallbackConstant() {}

    /**
     * Reads one.
     *
     * @param conversion throws IllegalArgumentException that says what the value is, and what was expected
     * @return null if there is no such constant, or the conversion gives that
     * @throws ScriptException that names the file and the constant
     */
    static <T> @Nullable T read(Script script, Callback callback, Function<Object, @Nullable T> conversion) {
        String name = script.naming().nameOf(callback);
        Object value = isFunction(script, name) ? null : script.constant(name);
        try {
            return value == null ? null : conversion.apply(value);
        } catch (IllegalArgumentException e) {
            throw new ScriptException(List.of(script.file() + ": " + name + " " + Values.message(e)));
        }
    }

    private static boolean isFunction(Script script, String name) {
        return script.members().stream().anyMatch(member -> member.name().equals(name) && !member.isMethod());
    }
}
