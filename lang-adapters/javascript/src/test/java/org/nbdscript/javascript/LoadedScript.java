package org.nbdscript.javascript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.spi.ScriptPlugin;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeServices;

/** A script as a plugin, with what a test needs around it. */
final class LoadedScript implements AutoCloseable {
    final FakeServices host;
    final ScriptPlugin plugin;

    private LoadedScript(Path file) {
        host = new FakeServices();
        plugin = ScriptPlugin.load(new JavaScriptLanguage(), file, host);
    }

    static LoadedScript of(Path file) {
        return new LoadedScript(file);
    }

    /** A script with this text, in a file. */
    static LoadedScript of(Path directory, String name, String text) {
        return new LoadedScript(write(directory, name, text));
    }

    static Path write(Path directory, String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LoadedScript configure(Map<String, Object> values) {
        plugin.configure(new ParameterValues(values, List.of()));
        return this;
    }

    Disk open(String exportName) {
        return plugin.open(new FakeConnection(exportName));
    }

    Disk open() {
        return open("");
    }

    static void write(Disk disk, long offset, String text) {
        disk.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), offset, RequestFlags.NONE);
    }

    @Override
    public void close() {
        plugin.unload();
    }
}
