package org.nbdscript.api;

import org.jspecify.annotations.Nullable;

/**
 * A parameter as it was given, before it is known whose it is and what it means.
 *
 * @param key the key; null for a bare value
 * @param text the value
 */
public record GivenParameter(@Nullable String key, String text) {}
