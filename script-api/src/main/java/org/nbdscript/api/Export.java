package org.nbdscript.api;

import org.jspecify.annotations.Nullable;

/**
 * An export that a client can choose.
 *
 * @param name its name, at most 4096 bytes of UTF-8; empty for the default export
 * @param description a text for people, at most 4096 bytes of UTF-8; null if there is none
 */
public record Export(String name, @Nullable String description) {
    /** An export without a description. */
    public Export(String name) {
        this(name, null);
    }
}
