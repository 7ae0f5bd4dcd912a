package org.nbdscript.api;

import java.nio.charset.StandardCharsets;

/**
 * A kind of status that each byte of a disk has, besides {@code base:allocation} (section "Metadata querying" of the
 * specification): whether it was written since the last backup, which layer it comes from, whatever a disk can tell.
 *
 * @param name a namespace, a colon and a leaf name, at most 4096 bytes of UTF-8. The namespace is {@code x-} and a name
 *     for what is one's own, or one that others have defined, such as {@code qemu:allocation-depth} and
 *     {@code qemu:dirty-bitmap:NAME}; never {@code base}
 * @param is64Bit the status has 64 bits rather than 32; told only to clients with extended headers
 */
public record MetaContext(String name, boolean is64Bit) {
    private static final int LONGEST = 4096;

    /** Checks the name, and throws an IllegalArgumentException that says what is wrong with it. */
    public MetaContext {
        int colon = name.indexOf(':');
        boolean isNamed = colon > 0 && colon < name.length() - 1;
        if (!isNamed || name.startsWith("base:")) {
            throw new IllegalArgumentException("metadata context is '" + name
                    + "', expected a namespace other than base, a colon and a name, such as x-backup:changed");
        }
        if (name.indexOf('\0') >= 0 || name.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IllegalArgumentException(
                    "metadata context has a NUL or more than " + LONGEST + " bytes, which no client can be told");
        }
    }

    /** A context whose status has 32 bits. */
    public MetaContext(String name) {
        this(name, false);
    }
}
