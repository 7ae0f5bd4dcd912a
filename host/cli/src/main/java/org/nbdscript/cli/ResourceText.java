package org.nbdscript.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The texts that are packed with the program. */
final class ResourceText {
    private ResourceText() {}

    /** The text of a file beside this class. */
    static String of(String name) {
        try (InputStream text = Objects.requireNonNull(ResourceText.class.getResourceAsStream(name), name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
