package org.nbdscript.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.Script;
import org.nbdscript.api.spi.ScriptLanguage;

/** A language whose scripts do what a test says when they are loaded. */
final class FakeLanguage implements ScriptLanguage {
    private final String name;
    private final String extension;
    final List<String> loaded = new ArrayList<>();
    List<String> aliases = List.of();
    boolean accepts = true;
    Runnable topLevel = () -> {};

    @Nullable
    ScriptPosition interrupted;

    FakeLanguage(String name, String extension) {
        this.name = name;
        this.extension = extension;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> aliases() {
        return aliases;
    }

    @Override
    public List<String> extensions() {
        return List.of(extension);
    }

    @Override
    public boolean accepts(String source) {
        return accepts;
    }

    @Override
    public String engine() {
        return "none";
    }

    @Override
    public @Nullable ScriptPosition interruptLoad(Path file, Thread thread) {
        return interrupted;
    }

    @Override
    public Script load(Path file, HostServices services) {
        try {
            loaded.add(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        topLevel.run();
        return new FakeScript(file);
    }
}
