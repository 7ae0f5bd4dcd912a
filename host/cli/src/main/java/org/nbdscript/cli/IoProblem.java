package org.nbdscript.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Says in words why an input or output failed, where the JDK's exceptions only repeat the file's name. */
final class IoProblem {
    private IoProblem() {}

    /** The reason, without the file. */
    static String reason(IOException exception) {
        return switch (exception) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "it exists already";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default ->
                Objects.requireNonNullElse(
                        exception.getMessage(), exception.getClass().getSimpleName());
        };
    }
}
