package org.nbdscript.api.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where compiled scripts are kept from one start to the next: a file for each script, with all that the compilation
 * went by as its key, which is compared as a whole. It can only save time: what is missing, damaged, of another key, or
 * in a directory that others may write to is not there, and what cannot be written is not kept.
 */
public final class CompiledScripts {
    /** The system property with the directory; without it nothing is kept. The launcher sets it. */
    public static final String DIRECTORY = "nbdscript.compiled-scripts";

    /** More scripts than this are not kept: those that were compiled longest ago go. */
    static final int CAPACITY = 100;

    /** Changes with the form of the files. */
    private static final byte[] MAGIC = "nbdscript compiled 1\n".getBytes(StandardCharsets.US_ASCII);

    private static final int HEADER = MAGIC.length + 2 * Integer.BYTES;

    private final Path directory;

    CompiledScripts(Path directory) {
        this.directory = directory;
    }

    /** Those of this process; null if it keeps none. */
    public static @Nullable CompiledScripts ofProcess() {
        String directory = System.getProperty(DIRECTORY, "");
        return directory.isEmpty() ? null : new CompiledScripts(Path.of(directory));
    }

    /** What was kept for a script's file under exactly this key, null if nothing was. */
    public byte @Nullable [] find(Path script, byte[] key) {
        try {
            Path file = file(script);
            return Files.exists(file) && isPrivate(directory) ? content(Files.readAllBytes(file), key) : null;
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /** Keeps what a script was compiled to, in place of what was kept for its file before. */
    public void keep(Path script, byte[] key, byte[] content) {
        try {
            if (!makeDirectory()) {
                return;
            }
            String name = ProcessHandle.current().pid() + "-" + System.nanoTime() + ".new";
            Path unfinished = Files.createFile(directory.resolve(name), permissions("rw-------"));
            try {
                Files.write(unfinished, enclose(key, content));
                Files.move(unfinished, file(script), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished);
            }
            removeOldest();
        } catch (IOException | UnsupportedOperationException e) {
            // The next start compiles it again.
        }
    }

    /** One for each script, whatever its content is, so that changes of a script leave nothing behind. */
    private Path file(Path script) {
        CRC32C sum = new CRC32C();
        String path = script.toAbsolutePath().normalize().toString();
        sum.update(path.getBytes(StandardCharsets.UTF_8));
        return directory.resolve(Long.toHexString(sum.getValue()) + Integer.toHexString(path.hashCode()));
    }

    private static byte[] enclose(byte[] key, byte[] content) {
        ByteBuffer file = ByteBuffer.allocate(HEADER + key.length + content.length + Long.BYTES);
        file.put(MAGIC).putInt(key.length).putInt(content.length).put(key).put(content);
        return file.putLong(sum(file.array())).array();
    }

    private static byte @Nullable [] content(byte[] file, byte[] key) {
        int start = HEADER + key.length;
        int length = file.length - start - Long.BYTES;
        ByteBuffer header = ByteBuffer.wrap(file);
        boolean isIt = length >= 0
                && Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && header.getInt(MAGIC.length) == key.length
                && header.getInt(MAGIC.length + Integer.BYTES) == length
                && Arrays.equals(file, HEADER, start, key, 0, key.length)
                && header.getLong(file.length - Long.BYTES) == sum(file);
        return isIt ? Arrays.copyOfRange(file, start, start + length) : null;
    }

    /** Of all but the end, where it is written. */
    private static long sum(byte[] file) {
        CRC32C sum = new CRC32C();
        sum.update(file, 0, file.length - Long.BYTES);
        return sum.getValue();
    }

    private boolean makeDirectory() throws IOException {
        if (!Files.exists(directory)) {
            Files.createDirectories(directory, permissions("rwx------"));
        }
        return isPrivate(directory);
    }

    /** Whether nobody else can have put anything there: code that is found runs. */
    private static boolean isPrivate(Path directory) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
        return Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                        .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                && !permissions.contains(PosixFilePermission.GROUP_WRITE)
                && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    private void removeOldest() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> newest = files.sorted(
                            Comparator.comparing(CompiledScripts::time).reversed())
                    .toList();
            for (Path file : newest.subList(Math.min(CAPACITY, newest.size()), newest.size())) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
