package org.nbdscript.groovy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a compilation looked for beside the script: classes, their sources, and what extends the compiler. As long as
 * there still is nothing of it, the compilation would come to the same.
 */
final class SearchedPlaces {
    private final Path directory;
    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private volatile boolean hasFound;

    SearchedPlaces(Path directory) {
        this.directory = directory;
    }

    /** Notes a search for a file, by its path below the directory, and what it found. */
    void note(String path, @Nullable Object found) {
        if (found != null) {
            hasFound = true;
        } else if (missing.add(path)) {
            // Where the whole directory is missing, it stands for all that is looked for there.
            int end = path.indexOf('/');
            if (end > 0 && !Files.exists(directory.resolve(path.substring(0, end)))) {
                missing.remove(path);
                missing.add(path.substring(0, end));
            }
        }
    }

    /** Whether something was found, so that the compilation went by more than the script. */
    boolean hasFound() {
        return hasFound;
    }

    /** The paths below the directory where nothing was. */
    Collection<String> missing() {
        return missing;
    }

    /** Whether there still is nothing at any of these paths. */
    static boolean areMissing(Path directory, Collection<String> paths) {
        for (String path : paths) {
            if (Files.exists(directory.resolve(path))) {
                return false;
            }
        }
        return true;
    }
}
