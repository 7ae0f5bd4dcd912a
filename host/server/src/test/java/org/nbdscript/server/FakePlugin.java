package org.nbdscript.server;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ThreadModel;

/** A plugin whose answers are set by a test. */
final class FakePlugin implements Plugin {
    Function<OpenContext, Disk> open;
    Function<ConnectionContext, List<Export>> exports = context -> List.of(new Export(""));
    Function<ConnectionContext, @Nullable String> defaultExport = context -> "";
    Consumer<ConnectionContext> preconnect = context -> {};
    Predicate<String> requiresTls = name -> false;
    ThreadModel threadModel = ThreadModel.PARALLEL;

    FakePlugin(Function<OpenContext, Disk> open) {
        this.open = open;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public String description() {
        return "a fake";
    }

    @Override
    public ThreadModel threadModel() {
        return threadModel;
    }

    @Override
    public void preconnect(ConnectionContext context) {
        preconnect.accept(context);
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
    public boolean requiresTls(String exportName, ConnectionContext context) {
        return requiresTls.test(exportName);
    }

    @Override
    public Disk open(OpenContext context) {
        return open.apply(context);
    }
}
