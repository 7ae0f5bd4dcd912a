package org.nbdscript.javascript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.polyglot.Source;

/** Finds and wraps the files of CommonJS. */
final class CommonJsFiles {
    private static final String[] ENDINGS = {"", ".js", ".cjs", ".json", "/index.js", "/index.cjs"};

    private final SourceNames names;

    CommonJsFiles(SourceNames names) {
        this.names = names;
    }

    /** The file that {@code require} means; its ending may be left out. */
    Path resolve(Path directory, String specifier) {
        boolean isFile = specifier.startsWith("./") || specifier.startsWith("../") || specifier.startsWith("/");
        if (isFile) {
            for (String ending : ENDINGS) {
                Path candidate = directory.resolve(specifier + ending).normalize();
                if (Files.isRegularFile(candidate)) {
                    return candidate;
                }
            }
        }
        throw new IllegalArgumentException("require found no '" + specifier + "'"
                + (isFile
                        ? " in " + names.name(directory)
                        : ": expected a file such as './" + specifier
                                + "'; packages of Node are not available, Java's classes are: Java.type(name)"));
    }

    /** A source that makes a function of the file, whose lines are the file's. */
    Source source(Path file) {
        try {
            String text = Files.readString(file);
            String body = text.startsWith("#!") ? "//" + text.substring(2) : text;
            return Source.newBuilder(SharedEngine.LANGUAGE, file.toFile())
                    .content("(function (exports, require, module, __filename, __dirname) {" + body + "\n})")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
