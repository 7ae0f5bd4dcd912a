package org.nbdscript.cli;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConfinedFunction;
import org.nbdscript.api.HostServices;
import org.nbdscript.engine.PluginRegistry;

/** The services of this process: messages go to standard error, passwords come from its terminal and files. */
final class ProcessServices implements HostServices {
    private final AtomicInteger sizeChanges = new AtomicInteger();
    private final MessageLog log;
    private final StopRequest stop;
    private final String name;
    private final DebugFlags debugFlags;
    private volatile @Nullable PluginRegistry registry;

    ProcessServices(MessageLog log, StopRequest stop) {
        this(log, stop, "", DebugFlags.NONE);
    }

    /**
     * The services.
     *
     * @param name of this server; may be empty
     */
    ProcessServices(MessageLog log, StopRequest stop, String name, DebugFlags debugFlags) {
        this.log = log;
        this.stop = stop;
        this.name = name;
        this.debugFlags = debugFlags;
    }

    @Override
    public int debugFlag(String flag) {
        return debugFlags.value(flag);
    }

    @Override
    public String serverName() {
        return name;
    }

    @Override
    public void debug(String message) {
        log.debug(message);
    }

    @Override
    public boolean isVerbose() {
        return log.isVerbose();
    }

    @Override
    public void error(String message) {
        log.error(message);
    }

    @Override
    public void warn(String message) {
        log.warn(message);
    }

    @Override
    public void print(String line) {
        log.print(line);
    }

    @Override
    public String readPassword(String parameter) {
        return PasswordSource.read(parameter);
    }

    /** Says who knows the languages; they are given these services, so they come later. */
    void runScriptsBy(PluginRegistry languages) {
        registry = languages;
    }

    @Override
    public ConfinedFunction confinedFunction(Path file, String name, ConfinedFunction.Limits limits) {
        PluginRegistry languages = registry;
        return languages == null
                ? HostServices.super.confinedFunction(file, name, limits)
                : languages.confinedFunction(file, name, limits);
    }

    @Override
    public ConfinedFunction confinedFunction(String name, String text, ConfinedFunction.Limits limits) {
        PluginRegistry languages = registry;
        return languages == null
                ? HostServices.super.confinedFunction(name, text, limits)
                : languages.confinedFunction(name, text, limits);
    }

    @Override
    public void shutdown() {
        stop.request();
    }

    @Override
    public void sizeChanged() {
        sizeChanges.incrementAndGet();
    }

    @Override
    public int sizeChanges() {
        return sizeChanges.get();
    }
}
