package org.nbdscript.groovy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.spi.CompilationKey;
import org.nbdscript.api.spi.CompiledScripts;

/** A script's classes and outline as they are kept from one start to the next: compiling takes most of a start. */
final class KeptCompilation {
    /** Takes what it wants from anywhere while it compiles. */
    private static final String GRAB = "@Grab";

    private final CompiledScripts scripts;
    private final Path file;
    private final byte[] key;

    private KeptCompilation(CompiledScripts scripts, Path file, byte[] key) {
        this.scripts = scripts;
        this.file = file;
        this.key = key;
    }

    /** That of a script; null if this process keeps none. */
    static @Nullable KeptCompilation of(Path file, String source) {
        CompiledScripts scripts = source.contains(GRAB) ? null : CompiledScripts.ofProcess();
        if (scripts == null) {
            return null;
        }
        // But for the files beside the script, of which SearchedPlaces knows.
        byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
        byte[] key = CompilationKey.of(file, bytes, System.getProperties(), "groovy.");
        return new KeptCompilation(scripts, file, key);
    }

    /** Gives the outline and the loader what was kept; false if nothing was, or the files beside the script changed. */
    boolean restore(ScriptOutline outline, ScriptClassLoader loader) {
        byte[] content = scripts.find(file, key);
        if (content == null) {
            return false;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            List<String> missing = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                missing.add(in.readUTF());
            }
            if (!SearchedPlaces.areMissing(directory(), missing)) {
                return false;
            }
            Map<String, byte[]> classFiles = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                String name = in.readUTF();
                classFiles.put(name, in.readNBytes(in.readInt()));
            }
            loader.useCompiled(classFiles);
            outline.read(in);
            return true;
        } catch (IOException e) {
            throw new IllegalStateException("what was kept of " + file + " is whole, but cannot be read", e);
        }
    }

    /** Keeps what has been compiled, unless it went by files beside the script. */
    void keep(ScriptOutline outline, ScriptClassLoader loader, SearchedPlaces searched) {
        if (searched.hasFound()) {
            return;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(content)) {
            out.writeInt(searched.missing().size());
            for (String path : searched.missing()) {
                out.writeUTF(path);
            }
            out.writeInt(loader.classFiles().size());
            for (Map.Entry<String, byte[]> classFile : loader.classFiles().entrySet()) {
                out.writeUTF(classFile.getKey());
                out.writeInt(classFile.getValue().length);
                out.write(classFile.getValue());
            }
            outline.write(out);
        } catch (IOException e) {
            return; // a name that is longer than the form allows
        }
        scripts.keep(file, key, content.toByteArray());
    }

    private Path directory() {
        return Objects.requireNonNull(file.toAbsolutePath().normalize().getParent(), "a file is in a directory");
    }
}
