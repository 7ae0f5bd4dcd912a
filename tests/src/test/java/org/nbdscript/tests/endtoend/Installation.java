package org.nbdscript.tests.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** What the tests use of this machine: nbdscript's launcher, the sample scripts, and the peers. */
public final class Installation {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Installation() {}

    /** The directory of the launcher. */
    public static Path directory() {
        return ROOT;
    }

    /** The launcher of the distribution that the build has made: that of the source tree might build again. */
    static String nbdscript() {
        return ROOT.resolve("host/cli/target/nbdscript/bin/nbdscript").toString();
    }

    /** A sample script in a language, by its name without the ending. */
    static String sample(Language language, String name) {
        return ROOT.resolve("sample-scripts")
                .resolve(language.folder)
                .resolve(name + language.ending)
                .toString();
    }

    /** Skips a test where a program is missing, except in CI, where it fails. */
    static void requires(String... programs) {
        for (String program : programs) {
            boolean found = Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
            if (!found && Objects.equals(System.getenv("CI"), "true")) {
                throw new AssertionError(program + " is not installed");
            }
            assumeTrue(found, program + " is not installed; tests/run as root installs it");
        }
    }

    /** Skips a test that only root can run. */
    static void requiresRoot(String reason) {
        assumeTrue(
                "root".equals(System.getProperty("user.name")), "only root can " + reason + "; run the tests as root");
    }

    /** The languages of the sample scripts. */
    enum Language {
        JAVASCRIPT("javascript", ".js"),
        PYTHON("python", ".py"),
        GROOVY("groovy", ".groovy");

        private final String folder;
        private final String ending;

        Language(String folder, String ending) {
            this.folder = folder;
            this.ending = ending;
        }
    }
}
