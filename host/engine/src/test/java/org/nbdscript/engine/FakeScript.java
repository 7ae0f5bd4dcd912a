package org.nbdscript.engine;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Naming;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.api.spi.Script;
import org.nbdscript.api.spi.ScriptMember;
import org.nbdscript.api.spi.ScriptNext;
import org.nbdscript.api.spi.ScriptTarget;

/** The least that a script can be: a disk of a thousand zeroes. */
record FakeScript(Path file) implements Script, ScriptTarget {
    @Override
    public Naming naming() {
        return Naming.SNAKE_CASE;
    }

    @Override
    public @Nullable String documentation() {
        return null;
    }

    @Override
    public @Nullable Object constant(String name) {
        return null;
    }

    @Override
    public List<ScriptMember> members() {
        ScriptPosition position = new ScriptPosition(file.toString(), 1);
        return List.of(
                new ScriptMember("get_size", position, 0, 0, false), new ScriptMember("pread", position, 2, 3, false));
    }

    @Override
    public ThreadModel strongestThreadModel() {
        return ThreadModel.PARALLEL;
    }

    @Override
    public ScriptTarget functions() {
        return this;
    }

    @Override
    public boolean hasHandles() {
        return false;
    }

    @Override
    public Object open(OpenContext context, @Nullable ScriptNext next) {
        return this;
    }

    @Override
    public void close() {}

    @Override
    public boolean defines(Callback callback) {
        return callback == Callback.GET_SIZE || callback == Callback.PREAD;
    }

    @Override
    public @Nullable ScriptPosition position(Callback callback) {
        return null;
    }

    @Override
    public Object call(Callback callback, Object... arguments) {
        return 1000L;
    }

    @Override
    public @Nullable Object read(ReadRequest request) {
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> write(ByteBuffer data, long offset, RequestFlags flags) {
        return null;
    }
}
