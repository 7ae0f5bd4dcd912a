package org.nbdscript.groovy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.spi.ScriptPlugin;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeServices;

/** A script of a test, loaded as the host loads one. */
record LoadedScript(Path file, ScriptPlugin plugin, FakeServices services) {
    /** Writes the source into a new directory and loads it. */
    static LoadedScript of(String source) {
        try {
            Path file = Files.createTempDirectory("groovy-test").resolve("disk.groovy");
            Files.writeString(file, source);
            return of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LoadedScript of(Path file) {
        FakeServices services = new FakeServices();
        return new LoadedScript(file, ScriptPlugin.load(new GroovyLanguage(), file, services), services);
    }

    LoadedScript configure(Map<String, @Nullable Object> values) {
        plugin.configure(new ParameterValues(values, List.of()));
        return this;
    }

    Disk open() {
        return open("");
    }

    Disk open(String exportName) {
        return plugin.open(new FakeConnection(exportName));
    }

    static void write(Disk disk, long offset, String text) {
        disk.write(direct(text), offset, RequestFlags.NONE);
    }

    /** Direct memory, read-only, as the server's. */
    static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
    }
}
