package org.nbdscript.plugins;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.Plugin;
import org.nbdscript.posix.Fadvise;

/** The {@code file} plugin: serves a file or block device, or those in a directory as an export each. */
public final class FilePlugin implements Plugin {
    private static final Parameter FILE = Parameter.builder("file", ParameterType.PATH)
            .magic()
            .help("the file or block device to serve")
            .build();
    private static final Parameter DIR = Parameter.builder("dir", ParameterType.PATH)
            .help("a directory; each file and block device in it is an export, but no link that leads out of it")
            .build();
    private static final Parameter CACHE = Parameter.builder("cache", ParameterType.ENUM)
            .choices(List.of("default", "none"))
            .defaultText("default")
            .help("none: keep the kernel from caching what was read and written")
            .build();
    private static final Parameter FADVISE = Parameter.builder("fadvise", ParameterType.ENUM)
            .choices(List.of("normal", "random", "sequential"))
            .defaultText("normal")
            .help("the order of access to expect: random turns read-ahead off, sequential doubles it")
            .build();

    private static final Parameter DIRECT = Parameter.builder("direct", ParameterType.BOOL)
            .defaultText("false")
            .help("read and write past the kernel's cache (O_DIRECT), in blocks as the file system wants them")
            .build();

    private @Nullable ExportedFiles files;
    private Caching caching = new Caching(Fadvise.Advice.NORMAL, false, false);

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String description() {
        return "Serves a file or block device, or each one in a directory";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(FILE, DIR, CACHE, FADVISE, DIRECT);
    }

    @Override
    public void configure(ParameterValues values) {
        Path file = (Path) values.get(FILE.name());
        Path directory = (Path) values.get(DIR.name());
        boolean direct = values.getBoolean(DIRECT.name());
        if (file != null && directory == null) {
            files = SingleFile.at(file);
            if (direct) {
                DirectIo.check(file);
            }
        } else if (file == null && directory != null) {
            files = DirectoryOfFiles.at(directory);
        } else {
            throw new IllegalArgumentException("expected either file=FILENAME or dir=DIRECTORY, but "
                    + (file == null ? "neither was given" : "both were given"));
        }
        Fadvise.Advice advice = switch (values.getString(FADVISE.name())) {
            case "random" -> Fadvise.Advice.RANDOM;
            case "sequential" -> Fadvise.Advice.SEQUENTIAL;
            default -> Fadvise.Advice.NORMAL;
        };
        caching = new Caching(advice, "none".equals(values.getString(CACHE.name())), direct);
    }

    @Override
    public @Nullable String defaultExport(ConnectionContext context) {
        return configured().defaultExport();
    }

    @Override
    public List<Export> listExports(ConnectionContext context) {
        return configured().list();
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context) {
        return FileDisk.of(configured().open(context.exportName(), context.isReadOnly(), caching.direct()), caching);
    }

    private ExportedFiles configured() {
        return Objects.requireNonNull(files, "configure was not called");
    }
}
