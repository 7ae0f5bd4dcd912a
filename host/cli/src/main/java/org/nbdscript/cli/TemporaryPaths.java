package org.nbdscript.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;

/** Files and directories that are to be gone when the process has ended. */
final class TemporaryPaths {
    private final Deque<Path> paths = new ArrayDeque<>();

    /** A new directory that only this user can enter. It is deleted if it is empty then. */
    synchronized Path newDirectory() {
        try {
            Path directory = createPrivateDirectory();
            paths.push(directory);
            return directory;
        } catch (IOException e) {
            throw new StartException("no private directory can be made: " + IoProblem.reason(e), e);
        }
    }

    /**
     * As {@link Files#createTempDirectory}, whose random names need all of the JDK's security providers, which takes
     * longer than all else that a start does.
     */
    private static Path createPrivateDirectory() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        FileAttribute<?> onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        while (true) {
            try {
                String name =
                        "nbdscript" + ProcessHandle.current().pid() + Long.toUnsignedString(System.nanoTime(), 36);
                return Files.createDirectory(parent.resolve(name), onlyOwner);
            } catch (FileAlreadyExistsException e) {
                // The clock gives another name.
            }
        }
    }

    /** Adds a file to be deleted. */
    synchronized void add(Path file) {
        paths.push(file);
    }

    /**
     * Makes another user the owner of those that exist, who can delete them then.
     *
     * @param user its number
     */
    synchronized void giveTo(long user) {
        for (Path path : paths) {
            try {
                if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.setAttribute(path, "unix:uid", (int) user, LinkOption.NOFOLLOW_LINKS);
                }
            } catch (IOException e) {
                throw new StartException("--user: " + path + " cannot be given to the user: " + IoProblem.reason(e), e);
            }
        }
    }

    /** Deletes them, the last one first. */
    synchronized void delete() {
        while (!paths.isEmpty()) {
            try {
                Files.deleteIfExists(paths.pop());
            } catch (IOException e) {
                // Somebody put a file into the directory: then it is theirs to delete.
            }
        }
    }
}
