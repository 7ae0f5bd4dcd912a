package org.nbdscript.javascript;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyObject;

/** The functions of {@code prelude.js}, which are explained there. Used in the context. */
final class Prelude {
    private static final String FILE = "prelude.js";
    private static final Source SOURCE = source();

    private final Map<String, Value> functions = new HashMap<>();

    /** Runs the prelude in a context. */
    Prelude(GuestContext context, ProxyObject host) {
        Value members = context.eval(SOURCE).execute(host);
        for (String name : members.getMemberKeys()) {
            functions.put(name, members.getMember(name));
        }
    }

    private static Source source() {
        try (InputStream stream = Objects.requireNonNull(Prelude.class.getResourceAsStream(FILE), FILE)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return Source.newBuilder(SharedEngine.LANGUAGE, text, FILE)
                    .internal(true)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls one of its functions. */
    Value call(String function, Object... arguments) {
        return Objects.requireNonNull(functions.get(function), function).execute(arguments);
    }

    /** A number as a BigInt. */
    Value bigInt(BigInteger number) {
        return call("bigInt", number.toString());
    }
}
