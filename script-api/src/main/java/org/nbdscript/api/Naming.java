package org.nbdscript.api;

import java.util.Locale;

/** How a language spells the names of callbacks and services. */
public enum Naming {
    /** {@code get_size}. */
    SNAKE_CASE,
    /** {@code getSize}. */
    CAMEL_CASE;

    /** The name of a callback. */
    public String nameOf(Callback callback) {
        return this == SNAKE_CASE ? callback.snakeCase() : callback.camelCase();
    }

    /** The name of a service. */
    public String nameOf(Service service) {
        return this == SNAKE_CASE ? service.snakeCase() : service.camelCase();
    }

    /** Spells the name of a constant: {@code GET_SIZE} is {@code get_size} or {@code getSize}. */
    String spell(String constant) {
        String lower = constant.toLowerCase(Locale.ROOT);
        if (this == SNAKE_CASE) {
            return lower;
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < lower.length(); i++) {
            boolean starts = i > 0 && lower.charAt(i - 1) == '_';
            if (lower.charAt(i) != '_') {
                name.append(starts ? Character.toUpperCase(lower.charAt(i)) : lower.charAt(i));
            }
        }
        return name.toString();
    }
}
