package org.nbdscript.posix;

import java.util.Locale;
import java.util.Set;

/** How {@link Open} opens a file. {@code O_CLOEXEC} is always added, so that child processes inherit nothing. */
public enum OpenFlag {
    /** For reading only, {@code O_RDONLY}. */
    READ_ONLY(0),
    /** For writing only, {@code O_WRONLY}. */
    WRITE_ONLY(1),
    /** For both, {@code O_RDWR}. */
    READ_WRITE(2),
    /** Makes the file if there is none, {@code O_CREAT}. */
    CREATE(0100),
    /** Fails if the file exists, {@code O_EXCL}. */
    EXCLUSIVE(0200),
    /** Never becomes the process' controlling terminal, {@code O_NOCTTY}. */
    NO_CONTROLLING_TERMINAL(0400),
    /** Does not wait for the other end of a FIFO, {@code O_NONBLOCK}. */
    NON_BLOCKING(04000),
    /**
     * Reads and writes past the page cache, in aligned pieces only: see {@link DirectIoAlignment}, {@code O_DIRECT}.
     */
    DIRECT(040000, 0200000),
    /** Fails unless it is a directory, {@code O_DIRECTORY}. */
    DIRECTORY(0200000, 040000),
    /** Fails if the last part of the path is a symbolic link, {@code O_NOFOLLOW}. */
    NO_FOLLOW(0400000, 0100000),
    /** Names the file without opening it, for {@link FileStatus} only: a device notices nothing, {@code O_PATH}. */
    PATH_ONLY(010000000);

    private static final int CLOSE_ON_EXEC = 02000000;

    private final int bits;

    OpenFlag(int bits) {
        this(bits, bits);
    }

    /** Arm numbers some flags of its own. */
    OpenFlag(int generic, int arm) {
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        this.bits = architecture.startsWith("aarch64") || architecture.startsWith("arm") ? arm : generic;
    }

    static int bits(Set<OpenFlag> flags) {
        return flags.stream().mapToInt(flag -> flag.bits).reduce(CLOSE_ON_EXEC, (left, right) -> left | right);
    }
}
