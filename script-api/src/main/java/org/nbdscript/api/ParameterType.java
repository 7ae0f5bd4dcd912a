package org.nbdscript.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The types of a parameter: what its text may be, and what it becomes. */
public enum ParameterType {
    /** Any text: a String. */
    STRING("text"),
    /** A whole number, also in hexadecimal, octal or binary, within the parameter's range: a Long. */
    INT("a whole number such as 12 or 0x1f"),
    /** Bytes, such as 64M: a Long. */
    SIZE("a size such as 512, 64K, 10M or 1G"),
    /** A time, such as 100ms: a java.time.Duration. */
    DURATION("a duration such as 2, 1.5s, 100ms, 10us or 5ns"),
    /** A probability, such as 25%: a Double. */
    PROBABILITY("a probability such as 0.25, 25%, 1:4 or 1/4"),
    /** A truth value: a Boolean. */
    BOOL("a boolean: true, yes, on, 1 or false, no, off, 0"),
    /** One of the parameter's choices: a String. */
    ENUM("one of its choices"),
    /** A file or directory; made absolute: a java.nio.file.Path. */
    PATH("a path"),
    /** A URI with a scheme: a java.net.URI. */
    URI("a URI such as https://example.com/disk.img"),
    /** A secret, literal or from the terminal, a file descriptor or a file; never printed: a String. */
    PASSWORD("a password: literal, - to be asked, -FD or +FILE"),
    /** Bytes in hexadecimal, or as text after {@code text:}, or in base64 after {@code base64:}: a byte[]. */
    BYTES("bytes in hexadecimal such as 00ffa0, text:abc or base64:AP+g"),
    /** Another disk: a plugin with a value, an NBD URI, or the words of a command line in brackets: a {@link Next}. */
    DISK("a disk such as memory:1G, file:disk.img, nbd://host/export or [--filter=xor.js memory 1G key=text:a]");

    private final String expected;

    ParameterType(String expected) {
        this.expected = expected;
    }

    /** What is expected, for messages. */
    public String expected() {
        return expected;
    }

    /** The type of that name in any case; null if there is none. */
    public static @Nullable ParameterType byName(String name) {
        for (ParameterType type : values()) {
            if (type.name().equalsIgnoreCase(name)) {
                return type;
            }
        }
        return null;
    }

    /** The name in lower case, as scripts write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
