package org.nbdscript.engine;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ThreadModel;

/** A plugin whose answers a test sets. */
final class FakePlugin implements Plugin {
    private final String name;
    ThreadModel threadModel = ThreadModel.PARALLEL;
    Function<OpenContext, Disk> opening = context -> new FakeDisk(4096);
    Function<ConnectionContext, List<Export>> exports = context -> List.of();
    Function<ConnectionContext, @Nullable String> defaultExport = context -> "";
    Runnable connecting = () -> {};

    boolean opensWithoutTrace;

    @Nullable
    BlockSize declaredBlockSize;

    FakePlugin(String name) {
        this.name = name;
    }

    /** A plugin called fake that always opens this disk. */
    static FakePlugin of(Disk disk) {
        FakePlugin plugin = new FakePlugin("fake");
        plugin.opening = context -> disk;
        return plugin;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "A plugin for tests";
    }

    @Override
    public ThreadModel threadModel() {
        return threadModel;
    }

    @Override
    public void preconnect(ConnectionContext context) {
        connecting.run();
    }

    @Override
    public List<Export> listExports(ConnectionContext context) {
        return exports.apply(context);
    }

    @Override
    public @Nullable String defaultExport(ConnectionContext context) {
        return defaultExport.apply(context);
    }

    @Override
    public Disk open(OpenContext context) {
        return opening.apply(context);
    }

    @Override
    public boolean opensWithoutTrace() {
        return opensWithoutTrace;
    }

    @Override
    public @Nullable BlockSize declaredBlockSize() {
        return declaredBlockSize;
    }
}
