package org.nbdscript.javascript;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.io.IOAccess;

/** The engine that all scripts' contexts share, so that the second one starts quickly. */
final class SharedEngine {
    static final String LANGUAGE = "js";

    private static final String VERSION_FILE = "/META-INF/graalvm/org.graalvm.polyglot/version";

    /** One for all: of contexts that share an engine, the first one's access decides. */
    private static final HostAccess ACCESS = HostAccess.ALL;

    private static final Engine ENGINE = Engine.newBuilder(LANGUAGE)
            .option("engine.WarnInterpreterOnly", "false")
            // When it compiles, it warns of virtual threads: tools could not write callers' variables there.
            .allowExperimentalOptions(true)
            .option("engine.WarnVirtualThreadSupport", "false")
            .build();

    private SharedEngine() {}

    /**
     * A context of a trusted script: Java classes, files, network and threads are open to it. Functions are made ready
     * to run when they are called for the first time: of the prelude's, a start calls few.
     */
    static Context newContext() {
        return Context.newBuilder(LANGUAGE)
                .engine(ENGINE)
                // Mistakes in a function's body are found when it is parsed, long before that.
                .option("js.lazy-translation", "true")
                .allowAllAccess(true)
                .allowHostAccess(ACCESS)
                .allowIO(IOAccess.ALL)
                .build();
    }

    /** Whether the engine compiles what runs often, as it does on a GraalVM and with {@code --jit}. */
    static boolean isCompiling() {
        return !ENGINE.getImplementationName().toLowerCase(Locale.ROOT).contains("interpreted");
    }

    /** The engine, its version, and whether it compiles. */
    static String description() {
        return "GraalJS " + version() + (isCompiling() ? ", compiled" : ", interpreted");
    }

    /** The engine itself knows its version only on a GraalVM; its jar always does. */
    private static String version() {
        try (InputStream version = Engine.class.getResourceAsStream(VERSION_FILE)) {
            return version == null
                    ? ENGINE.getVersion()
                    : new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
