package org.nbdscript.api.spi;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** All that the compilation of a script goes by, but for other files that it looks for. */
public final class CompilationKey {
    private CompilationKey() {}

    /**
     * The key of a script.
     *
     * @param file its file
     * @param source its content
     * @param properties where the compiler has its settings
     * @param prefix what the names of the compiler's settings begin with
     */
    public static byte[] of(Path file, byte[] source, Map<?, ?> properties, String prefix) {
        StringBuilder key = new StringBuilder();
        key.append(System.getProperty("java.runtime.version")).append('\n');
        new TreeMap<Object, Object>(properties).forEach((name, value) -> {
            if (String.valueOf(name).startsWith(prefix)) {
                key.append(name).append('=').append(value).append('\n');
            }
        });
        // The compiler, and the classes that a script may name.
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            key.append(place).append(' ').append(state(Path.of(place))).append('\n');
        }
        key.append(file.toAbsolutePath().normalize()).append('\n');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(key.toString().getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(source);
        return bytes.toByteArray();
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
