package org.nbdscript.api.spi;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Naming;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.ThreadModel;

/** A script made of lambdas: what an adapter gives, without a language. */
final class FakeScript implements Script, ScriptTarget {
    static final String FILE = "fake.py";

    final Map<String, Object> constants = new HashMap<>();
    final List<ScriptMember> members = new ArrayList<>();
    final Map<Callback, Function<Object[], @Nullable Object>> functions = new EnumMap<>(Callback.class);
    boolean handles;
    boolean closed;

    FakeScript define(Callback callback, Function<Object[], @Nullable Object> function) {
        functions.put(callback, function);
        int most = callback.arguments().size();
        return member(callback.snakeCase(), most, most);
    }

    FakeScript member(String name, int required, int accepted) {
        members.add(new ScriptMember(name, new ScriptPosition(FILE, members.size() + 1), required, accepted, false));
        return this;
    }

    @Override
    public Path file() {
        return Path.of(FILE);
    }

    @Override
    public Naming naming() {
        return Naming.SNAKE_CASE;
    }

    @Override
    public @Nullable String documentation() {
        return "A fake.";
    }

    @Override
    public @Nullable Object constant(String name) {
        return constants.get(name);
    }

    @Override
    public List<ScriptMember> members() {
        return members;
    }

    @Override
    public ThreadModel strongestThreadModel() {
        return ThreadModel.SERIALIZE_REQUESTS;
    }

    @Override
    public ScriptTarget functions() {
        return this;
    }

    @Override
    public boolean hasHandles() {
        return handles;
    }

    @Override
    public Object open(OpenContext context, @Nullable ScriptNext next) {
        return this;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean defines(Callback callback) {
        return functions.containsKey(callback);
    }

    @Override
    public @Nullable ScriptPosition position(Callback callback) {
        return defines(callback) ? new ScriptPosition(FILE, 7) : null;
    }

    @Override
    public @Nullable Object call(Callback callback, Object... arguments) {
        return functions.get(callback).apply(arguments);
    }

    @Override
    public @Nullable Object read(ReadRequest request) {
        return call(Callback.PREAD, request);
    }

    @Override
    public @Nullable CompletionStage<?> write(ByteBuffer data, long offset, RequestFlags flags) {
        return (CompletionStage<?>) call(Callback.PWRITE, data, offset, flags);
    }
}
