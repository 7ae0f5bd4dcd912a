package org.nbdscript.groovy;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of fields that a script's author declared: by {@code @Field} at the top level, or static in a class. */
final class ScriptFields {
    private ScriptFields() {}

    /** The fields of the top level by name. */
    static Map<String, @Nullable Object> of(groovy.lang.Script script) {
        return values(script.getClass(), script);
    }

    /** The static fields of a class by name. */
    static Map<String, @Nullable Object> statics(Class<?> type) {
        return values(type, null);
    }

    private static Map<String, @Nullable Object> values(Class<?> type, @Nullable Object owner) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Field field : type.getDeclaredFields()) {
            if (!field.isSynthetic() && (owner != null || Modifier.isStatic(field.getModifiers()))) {
                values.put(field.getName(), value(field, owner));
            }
        }
        return values;
    }

    private static @Nullable Object value(Field field, @Nullable Object owner) {
        try {
            // Groovy makes the field of a property private.
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
