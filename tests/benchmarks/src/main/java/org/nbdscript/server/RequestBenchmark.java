package org.nbdscript.server;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Peer;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.benchmarks.OnlyClient;
import org.nbdscript.benchmarks.Services;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
import org.nbdscript.engine.LoadedPlugin;
import org.nbdscript.engine.ParameterBinder;
import org.nbdscript.engine.PluginRegistry;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.SimpleReplyHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A request's way through a connection to the memory plugin and back, in place and without a socket. An invocation is a
 * whole connection of very many requests, so that its handshake does not count.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestBenchmark {
    private static final int DEPTH = 16;
    private static final int SMALL = 1 << 12;
    private static final int SMALL_REQUESTS = 1 << 18;
    private static final int LARGE = 1 << 18;
    private static final int LARGE_REQUESTS = 1 << 12;
    private static final int DISK_SIZE = DEPTH * LARGE;

    private final Services services = new Services();
    private final Workers workers = new Workers();
    private final ConnectionLog log = new ConnectionLog(services, System::nanoTime, (delay, task) -> {});
    private final BufferPool buffers = new BufferPool(1L << 30);
    private final PipePool pipes = new PipePool(services);
    private final ServerConfiguration configuration =
            ServerConfiguration.of(new ListenAddress.Unix(Path.of("never-bound")));
    private final Peer peer = Peer.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final DiskStack stack = new DiskStack(memory(), new FailureLog(services, System::nanoTime));

    /** Fills the disk, since what was never written is sent as a hole. */
    public RequestBenchmark() {
        try (Disk disk = stack.open(new OnlyClient())) {
            disk.write(ByteBuffer.allocateDirect(DISK_SIZE), 0, RequestFlags.NONE);
        }
    }

    private Plugin memory() {
        LoadedPlugin loaded = new PluginRegistry(
                        services, PluginRegistry.DEFAULT_LOAD_DEADLINE, InputStream.nullInputStream())
                .load(List.of("memory", "size=" + DISK_SIZE));
        Plugin plugin = loaded.plugin();
        plugin.configure(new ParameterBinder(services, Path.of("")).bind(plugin.parameters(), loaded.arguments()));
        return plugin;
    }

    /** Ends the threads. */
    @TearDown
    public void close() {
        workers.close();
    }

    /** Reads of 4 KiB. */
    @Benchmark
    @OperationsPerInvocation(SMALL_REQUESTS)
    public void read4KiB() {
        serve(NbdCommand.READ, SMALL, SMALL_REQUESTS);
    }

    /** Writes of 4 KiB. */
    @Benchmark
    @OperationsPerInvocation(SMALL_REQUESTS)
    public void write4KiB() {
        serve(NbdCommand.WRITE, SMALL, SMALL_REQUESTS);
    }

    /** Reads of 256 KiB. */
    @Benchmark
    @OperationsPerInvocation(LARGE_REQUESTS)
    public void read256KiB() {
        serve(NbdCommand.READ, LARGE, LARGE_REQUESTS);
    }

    /** Writes of 256 KiB. */
    @Benchmark
    @OperationsPerInvocation(LARGE_REQUESTS)
    public void write256KiB() {
        serve(NbdCommand.WRITE, LARGE, LARGE_REQUESTS);
    }

    private void serve(NbdCommand command, int length, int count) {
        RecordedClient client = new RecordedClient(command, length, DEPTH, count / DEPTH);
        new Connection(new Client(client, peer, null), stack, configuration, services, log, buffers, pipes, workers)
                .run(new InputWatch(services), () -> {});
        long expected = (long) count * (command == NbdCommand.READ ? length : SimpleReplyHeader.SIZE);
        if (client.repliedBytes() < expected) {
            throw new IllegalStateException(
                    "expected " + expected + " bytes of replies at least, but " + client.repliedBytes() + " came");
        }
    }
}
