package org.nbdscript.javascript;

import java.io.IOException;
import java.nio.file.Path;
import org.graalvm.polyglot.SourceSection;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ScriptPosition;

/**
 * Names source files as the user would: the script as on the command line, and what it imports relative to the same
 * directory.
 */
final class SourceNames {
    private final Path script;
    private final Path absolute;
    private final Path real;

    SourceNames(Path script) {
        this.script = script;
        this.absolute = script.toAbsolutePath().normalize();
        this.real = realPath(absolute);
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    /** The script, absolute. */
    Path absolute() {
        return absolute;
    }

    /** The directory that the script is in, absolute. */
    Path directory() {
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent;
    }

    /** The place of something in the script; only the file if its place is unknown. */
    ScriptPosition position(@Nullable SourceSection section) {
        ScriptPosition position = positionOrNull(section);
        return position == null ? new ScriptPosition(script.toString(), 0) : position;
    }

    /** The place in a file, null if it is in none. */
    @Nullable
    ScriptPosition positionOrNull(@Nullable SourceSection section) {
        String path = section == null ? null : section.getSource().getPath();
        return section == null || path == null
                ? null
                : new ScriptPosition(name(Path.of(path)), section.hasLines() ? section.getStartLine() : 0);
    }

    /** The name for people of a file that the engine knows by this path. */
    String name(Path path) {
        Path file = path.toAbsolutePath().normalize();
        if (file.equals(absolute) || file.equals(real)) {
            return script.toString();
        }
        Path parent = script.getParent();
        for (Path known : new Path[] {absolute, real}) {
            Path directory = known.getParent();
            if (directory != null && file.startsWith(directory)) {
                Path relative = directory.relativize(file);
                return (parent == null ? relative : parent.resolve(relative)).toString();
            }
        }
        return file.toString();
    }
}
