package org.nbdscript.benchmarks;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
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

/** What a call costs more that passes filters in Java which only pass it on, with the guards around them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FilterBenchmark {
    private static final int LENGTH = 4096;

    /** How many filters there are. */
    @Param({"0", "1", "4"})
    public int filters;

    private final BufferRead read = new BufferRead(LENGTH);
    private final ByteBuffer data = ByteBuffer.allocateDirect(LENGTH);
    private Disk disk = new NoDisk();

    /** Opens the stack. */
    @Setup
    public void open() {
        List<Filter> passing = new ArrayList<>();
        for (int i = 0; i < filters; i++) {
            passing.add(new Passing());
        }
        Services services = new Services();
        disk = new DiskStack(passing, bottom(services), new FailureLog(services, System::nanoTime))
                .open(new OnlyClient());
    }

    /** A disk that has nothing to do. */
    private static Plugin bottom(Services services) {
        LoadedPlugin loaded = new PluginRegistry(
                        services, PluginRegistry.DEFAULT_LOAD_DEADLINE, InputStream.nullInputStream())
                .load(List.of("null", "size=1M"));
        Plugin plugin = loaded.plugin();
        plugin.configure(new ParameterBinder(services, Path.of("")).bind(plugin.parameters(), loaded.arguments()));
        return plugin;
    }

    /** A read that the bottom answers as a hole. */
    @Benchmark
    public ByteBuffer pread() {
        disk.read(read.at(0));
        return read.buffer();
    }

    /** A write that the bottom drops. */
    @Benchmark
    public void pwrite() {
        disk.write(data.clear(), 0, RequestFlags.NONE);
    }

    private static final class Passing implements Filter {
        @Override
        public String name() {
            return "passing";
        }

        @Override
        public String description() {
            return "Passes all on.";
        }

        @Override
        public Disk open(OpenContext context, Next next) {
            return new ForwardingDisk(next.open(context)) {};
        }
    }
}
