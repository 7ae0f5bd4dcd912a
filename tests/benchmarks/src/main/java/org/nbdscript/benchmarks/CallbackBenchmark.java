package org.nbdscript.benchmarks;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.engine.LoadedPlugin;
import org.nbdscript.engine.ParameterBinder;
import org.nbdscript.engine.PluginRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a script's pread and pwrite take, with all that carries the call and the buffer across. Runs in the source
 * tree's root, where the scripts are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallbackBenchmark {
    private static final int DISK_SIZE = 1 << 26;
    private static final Path EMPTY = Path.of("tests/benchmarks/scripts");
    private static final Path SAMPLES = Path.of("sample-scripts");

    /** Whose script it is. */
    @Param
    public Language language = Language.JAVASCRIPT;

    /** How many bytes are read and written; of 1 byte by a script that does nothing with it. */
    @Param({"1", "4096", "262144"})
    public int length;

    private @Nullable Plugin plugin;
    private Disk disk = new NoDisk();
    private BufferRead read = new BufferRead(1);
    private ByteBuffer data = ByteBuffer.allocate(0);
    private long offset;

    /** Opens the script's disk. */
    @Setup
    public void open() {
        boolean isEmpty = length == 1;
        String file = isEmpty
                ? EMPTY.resolve("empty" + language.extension).toString()
                : SAMPLES.resolve(language.directory)
                        .resolve("ramdisk" + language.extension)
                        .toString();
        List<String> words = isEmpty ? List.of(file) : List.of(file, "size=" + DISK_SIZE);
        PluginRegistry registry =
                new PluginRegistry(new Services(), PluginRegistry.DEFAULT_LOAD_DEADLINE, InputStream.nullInputStream());
        LoadedPlugin loaded = registry.load(words);
        Plugin found = loaded.plugin();
        found.configure(new ParameterBinder(new Services(), Path.of("")).bind(found.parameters(), loaded.arguments()));
        plugin = found;
        disk = found.open(new OnlyClient());
        read = new BufferRead(length);
        data = ByteBuffer.allocateDirect(length);
    }

    /** Ends the script. */
    @TearDown
    public void close() {
        disk.close();
        if (plugin != null) {
            plugin.unload();
        }
    }

    /** A read, each of the next bytes. */
    @Benchmark
    public ByteBuffer pread() {
        disk.read(read.at(nextOffset()));
        return read.buffer();
    }

    /** A write, each of the next bytes. */
    @Benchmark
    public void pwrite() {
        disk.write(data.clear(), nextOffset(), RequestFlags.NONE);
    }

    private long nextOffset() {
        offset = (offset + length) % disk.size();
        return offset;
    }

    /** The languages, and where their samples are. */
    public enum Language {
        /** GraalJS. */
        JAVASCRIPT("javascript", ".js"),
        /** Jython. */
        PYTHON("python", ".py"),
        /** Groovy. */
        GROOVY("groovy", ".groovy");

        private final String directory;
        private final String extension;

        Language(String directory, String extension) {
            this.directory = directory;
            this.extension = extension;
        }
    }
}
