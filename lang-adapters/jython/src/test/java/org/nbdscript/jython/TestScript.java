package org.nbdscript.jython;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.spi.ScriptPlugin;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeServices;

/** A script loaded by the adapter, as the host loads it. */
final class TestScript {
    final FakeServices host = new FakeServices();
    final FakeConnection connection = new FakeConnection();
    final ScriptPlugin plugin;

    private TestScript(Path file) {
        plugin = ScriptPlugin.load(new PythonLanguage(), file, host);
    }

    static TestScript ofFile(Path file) {
        return new TestScript(file);
    }

    static TestScript of(Path directory, String source) {
        try {
            return new TestScript(Files.writeString(directory.resolve("script.py"), source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script with a size of 64 KiB, whatever else it defines. */
    static TestScript sized(Path directory, String source) {
        return of(directory, source + "\ndef get_size(): return 65536\n");
    }

    void configure(Map<String, @Nullable Object> values) {
        plugin.load(host);
        plugin.configure(new ParameterValues(new LinkedHashMap<>(values), List.of()));
    }

    Disk open() {
        return plugin.open(connection);
    }

    static void write(Disk disk, long offset, String text) {
        disk.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), offset, RequestFlags.NONE);
    }
}
