package org.nbdscript.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.posix.FileStatus;
import org.nbdscript.posix.Open;
import org.nbdscript.posix.OpenBeneath;
import org.nbdscript.posix.OpenFlag;
import org.nbdscript.posix.PosixException;

/**
 * The regular files and block devices directly in a directory, by their names. The directory is looked at afresh for
 * each client. A symbolic link counts as what it leads to, unless it leads out of the directory.
 *
 * @param path absolute
 */
record DirectoryOfFiles(Path path) implements ExportedFiles {
    /**
     * The directory at this path.
     *
     * @throws IllegalArgumentException if there is none
     */
    static DirectoryOfFiles at(Path path) {
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException("dir: expected a directory, but " + path
                    + (Files.exists(path) ? " is something else" : " does not exist"));
        }
        return new DirectoryOfFiles(path);
    }

    @Override
    public @Nullable String defaultExport() {
        return null;
    }

    @Override
    public List<Export> list() {
        try (Stream<Path> entries = Files.list(path)) {
            List<String> names = entries.map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
            return OpenFile.use(
                    openDirectory(),
                    directory -> names.stream()
                            .filter(name -> canBeServed(directory, name))
                            .map(Export::new)
                            .toList());
        } catch (PosixException e) {
            throw FileFailure.of(e);
        } catch (IOException e) {
            throw new NbdException(Errno.EIO, "the directory cannot be listed", e);
        }
    }

    private static boolean canBeServed(int directory, String name) {
        try {
            int descriptor = OpenBeneath.open(directory, name, EnumSet.of(OpenFlag.READ_ONLY, OpenFlag.PATH_ONLY));
            return OpenFile.canBeDisk(OpenFile.use(descriptor, FileStatus::of));
        } catch (PosixException e) {
            // Gone since it was listed, or a link that leads nowhere or out of the directory.
            return false;
        }
    }

    @Override
    public OpenFile open(String exportName, boolean readOnly, boolean direct) {
        if (exportName.isEmpty() || exportName.indexOf('/') >= 0) {
            throw new NbdException(
                    Errno.ENOENT,
                    exportName.isEmpty()
                            ? "there is no default export: name one of the files"
                            : "no such export: names have no slash");
        }
        return OpenFile.open(flags -> openBeneath(exportName, flags), readOnly, direct);
    }

    private int openBeneath(String name, Set<OpenFlag> flags) throws PosixException {
        return OpenFile.use(openDirectory(), directory -> OpenBeneath.open(directory, name, flags));
    }

    private int openDirectory() throws PosixException {
        return Open.open(path, EnumSet.of(OpenFlag.READ_ONLY, OpenFlag.DIRECTORY));
    }
}
