package org.nbdscript.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * {@code @PATH} among the parameters: a file that has more of them, one a line. Empty lines and those that begin with
 * {@code #} are skipped. A path has a slash in it, so that a value may begin with {@code @}; in a file it is relative
 * to that file's directory.
 */
final class ParameterFile {
    private final List<Path> open = new ArrayList<>();
    private final List<String> parameters = new ArrayList<>();

    private ParameterFile() {}

    /**
     * The parameters with those of the files in place of the files' names.
     *
     * @param directory where relative paths of the command line begin
     * @throws StartException if a file cannot be read, or includes itself
     */
    static List<String> expand(List<String> parameters, Path directory) {
        ParameterFile files = new ParameterFile();
        parameters.forEach(parameter -> files.add(parameter, directory));
        return List.copyOf(files.parameters);
    }

    private void add(String parameter, Path directory) {
        if (parameter.startsWith("@") && parameter.contains("/")) {
            include(directory.resolve(parameter.substring(1)).normalize());
        } else {
            parameters.add(parameter);
        }
    }

    private void include(Path file) {
        if (open.contains(file)) {
            throw new StartException("@" + file + ": the file includes itself", null);
        }
        open.add(file);
        for (String line : lines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                add(line, Objects.requireNonNullElse(file.getParent(), file));
            }
        }
        open.removeLast();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new StartException("@" + file + ": the file is not text in UTF-8", e);
        } catch (IOException e) {
            throw new StartException("@" + file + ": the file cannot be read: " + IoProblem.reason(e), e);
        }
    }
}
