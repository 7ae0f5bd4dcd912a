package org.nbdscript.plugins;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.nbdscript.api.Export;
import org.nbdscript.posix.FileStatus;
import org.nbdscript.posix.Open;
import org.nbdscript.posix.OpenFlag;
import org.nbdscript.posix.PosixException;

/**
 * One file for all export names.
 *
 * @param path absolute
 */
record SingleFile(Path path) implements ExportedFiles {
    /**
     * The file at this path.
     *
     * @throws IllegalArgumentException if there is none, or it cannot be a disk
     */
    static SingleFile at(Path path) {
        FileStatus status;
        try {
            status = OpenFile.use(Open.open(path, EnumSet.of(OpenFlag.READ_ONLY, OpenFlag.PATH_ONLY)), FileStatus::of);
        } catch (PosixException e) {
            throw new IllegalArgumentException("file: " + e.getMessage(), e);
        }
        if (!OpenFile.canBeDisk(status)) {
            throw new IllegalArgumentException("file: expected a regular file or a block device, but " + path + " is a "
                    + OpenFile.describe(status.kind())
                    + (status.kind() == FileStatus.Kind.DIRECTORY ? "; dir= serves the files in one" : ""));
        }
        return new SingleFile(path);
    }

    @Override
    public String defaultExport() {
        return "";
    }

    @Override
    public List<Export> list() {
        return List.of(new Export(""));
    }

    @Override
    public OpenFile open(String exportName, boolean readOnly, boolean direct) {
        return OpenFile.open(flags -> Open.open(path, flags), readOnly, direct);
    }
}
