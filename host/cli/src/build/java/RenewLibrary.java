import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes a library's old class files anew, as those of a later Java: a JVM's cache takes none from before Java 6, and
 * verifies those by a slow way, each time. Run by the build: {@code java RenewLibrary.java CLASS-PATH NAME DIRECTORY}
 * takes the library of that name from the class path. What {@link LazyLocales} and {@link ExposedTypes} are
 * about is rewritten, too.
 */
final class RenewLibrary {
    /** The first whose classes a cache takes, and that has stack maps. */
    private static final int JAVA_6 = ClassFile.JAVA_6_VERSION;

    private static final int MAGIC = 0xCAFEBABE;
    private static final ClassTransform RENEW = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen(RenewLibrary::withVersion);

    private final ClassFile classFile;
    private final ExposedTypes exposed = new ExposedTypes();
    private int left;

    private RenewLibrary(ClassLoader library) {
        ClassHierarchyResolver hierarchy = ClassHierarchyResolver.ofResourceParsing(library)
                .orElse(ClassHierarchyResolver.defaultResolver());
        classFile = ClassFile.of(ClassHierarchyResolverOption.of(hierarchy));
    }

    /** Renews a library, unless that was done already, by this same program. */
    public static void main(String[] arguments) throws IOException {
        Path library = Arrays.stream(arguments[0].split(System.getProperty("path.separator")))
                .map(Path::of)
                .filter(each -> each.getFileName().toString().startsWith(arguments[1] + "-"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + arguments[1] + " in " + arguments[0]));
        Path renewed = Path.of(arguments[2]).resolve(arguments[1] + ".jar");
        if (Files.exists(renewed) && isNewer(renewed, library) && isNewerThanProgram(renewed)) {
            return;
        }
        Files.createDirectories(renewed.getParent());
        Path unfinished = renewed.resolveSibling(renewed.getFileName() + ".new");
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {library.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            new RenewLibrary(loader).renew(library, unfinished);
        }
        Files.move(unfinished, renewed, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isNewer(Path one, Path other) throws IOException {
        return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) > 0;
    }

    /** The files of this program, which runs from its source, are those of its directory. */
    private static boolean isNewerThanProgram(Path renewed) throws IOException {
        Path program = Path.of(System.getProperty("jdk.launcher.sourcefile"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(program.resolveSibling(""))) {
            for (Path file : files) {
                if (!isNewer(renewed, file)) {
                    return false;
                }
            }
            return true;
        }
    }

    private void renew(Path library, Path target) throws IOException {
        try (ZipFile source = new ZipFile(library.toFile());
                OutputStream file = new BufferedOutputStream(Files.newOutputStream(target));
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (ZipEntry entry : Collections.list(source.entries())) {
                write(out, entry.getName(), entry.getTime(), content(source, entry));
            }
            if (!exposed.isEmpty()) {
                long time = Files.getLastModifiedTime(library).toMillis();
                write(out, ExposedTypes.LIST_ENTRY, time, exposed.list(classFile));
            }
        }
        System.out.println(library.getFileName() + ": class files left as they were: " + left);
    }

    private static void write(ZipOutputStream out, String name, long time, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(time);
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    private byte[] content(ZipFile source, ZipEntry entry) {
        try (InputStream in = source.getInputStream(entry)) {
            byte[] bytes = in.readAllBytes();
            String name = entry.getName();
            if (!name.endsWith(".class")) {
                return bytes;
            }
            exposed.note(classFile, bytes);
            if (LazyLocales.isIn(name)) {
                return LazyLocales.rewritten(classFile, bytes);
            }
            if (ExposedTypes.isAskedForIn(name)) {
                return exposed.rewritten(classFile, bytes);
            }
            return isOld(bytes) ? renewed(bytes) : bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOld(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length > 8 && buffer.getInt(0) == MAGIC && buffer.getShort(6) < JAVA_6;
    }

    /** As it was if it cannot be done, since the code uses what is gone, or names classes that are not there. */
    private byte[] renewed(byte[] bytes) {
        try {
            return classFile.transformClass(classFile.parse(bytes), RENEW);
        } catch (IllegalArgumentException e) {
            left++;
            return bytes;
        }
    }

    private static void withVersion(ClassBuilder builder, ClassElement element) {
        if (element instanceof ClassFileVersion) {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
        } else {
            builder.with(element);
        }
    }
}
