package org.nbdscript.client;

/**
 * A part of an export that has one status.
 *
 * @param length in bytes, unsigned, not 0
 * @param flags what they mean depends on the context
 */
public record StatusExtent(long length, long flags) {}
