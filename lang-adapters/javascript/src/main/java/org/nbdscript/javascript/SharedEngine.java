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
            .build();

    private SharedEngine() {}

    /** A context of a trusted script: Java classes, files, network and threads are open to it. */
    static Context newContext() {
        return Context.newBuilder(LANGUAGE)
                .engine(ENGINE)
                .allowAllAccess(true)
                .allowHostAccess(ACCESS)
                .allowIO(IOAccess.ALL)
                .build();
    }

    /** The engine, its version, and whether it compiles. */
    static String description() {
        boolean interprets =
                ENGINE.getImplementationName().toLowerCase(Locale.ROOT).contains("interpreted");
        return "GraalJS " + version() + (interprets ? ", interpreted" : ", compiled");
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
