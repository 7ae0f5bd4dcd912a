package org.nbdscript.groovy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.TreeMap;

/** All that the compilation of a script goes by, but for the files beside it, of which {@link SearchedPlaces} knows. */
final class CompilationKey {
    private CompilationKey() {}

    /**
     * The key of a script.
     *
     * @param file its file
     * @param source its text
     */
    static byte[] of(Path file, String source) {
        StringBuilder key = new StringBuilder();
        key.append(System.getProperty("java.runtime.version")).append('\n');
        new TreeMap<>(System.getProperties()).forEach((name, value) -> {
            if (String.valueOf(name).startsWith("groovy.")) {
                key.append(name).append('=').append(value).append('\n');
            }
        });
        // The compiler, and the classes that a script may name.
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            key.append(place).append(' ').append(state(Path.of(place))).append('\n');
        }
        key.append(file.toAbsolutePath().normalize()).append('\n');
        return key.append(source).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String state(Path place) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(place, BasicFileAttributes.class);
            return attributes.size() + " " + attributes.lastModifiedTime().toMillis();
        } catch (IOException e) {
            return "-";
        }
    }
}
