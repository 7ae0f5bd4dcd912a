package org.nbdscript.api;

/** How a language spells the names of callbacks. */
public enum Naming {
    /** {@code get_size}. */
    SNAKE_CASE,
    /** {@code getSize}. */
    CAMEL_CASE;

    /** The name of a callback. */
    public String nameOf(Callback callback) {
        return this == SNAKE_CASE ? callback.snakeCase() : callback.camelCase();
    }
}
