package org.nbdscript.jython;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;

/** A script's source. */
final class SourceText {
    private final Path file;
    private final byte[] bytes;
    private final List<String> lines;

    private SourceText(Path file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
        this.lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    static SourceText read(Path file) {
        try {
            return new SourceText(file, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new ScriptException(new ScriptPosition(file.toString(), 0), "there is no such file", e);
        } catch (IOException e) {
            throw new ScriptException(new ScriptPosition(file.toString(), 0), "cannot be read: " + e.getMessage(), e);
        }
    }

    /** Its file, as the user named it. */
    Path file() {
        return file;
    }

    /** The file's content. */
    byte[] bytes() {
        return bytes;
    }

    /** What the compiler reads. */
    InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }

    /** Its lines, as far as they are UTF-8, for messages. */
    List<String> lines() {
        return lines;
    }

    /** A line, from 1; empty beyond the end. */
    String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }

    /** The place of a line of it. */
    ScriptPosition position(int line) {
        return new ScriptPosition(file.toString(), line);
    }
}
