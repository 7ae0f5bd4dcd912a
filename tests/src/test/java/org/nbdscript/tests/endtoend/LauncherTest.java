package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.requiresRoot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the launcher finds a JDK, and what it does in a source tree. */
class LauncherTest {
    private static final Path OWN = Installation.directory().resolve("nbdscript");
    private static final String NOBODY = "65534";

    @TempDir
    Path directory;

    private Path tree;

    @BeforeEach
    void makeASourceTreeThatOthersMayRead() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        tree = Files.createDirectories(directory.resolve("tree"));
        Files.copy(OWN, tree.resolve("nbdscript"));
        Files.createFile(tree.resolve("pom.xml"));
        for (String module : List.of("script-api", "host/cli/target", "lang-adapters")) {
            Files.createDirectories(tree.resolve(module));
        }
    }

    /** A build that is older or newer than the sources. */
    private void giveItABuild(Instant timeOfSources) throws IOException {
        Files.createDirectories(tree.resolve("host/cli/target/nbdscript/lib"));
        Files.setLastModifiedTime(tree.resolve("pom.xml"), FileTime.from(timeOfSources));
    }

    private Command.Result launch(String word, String... environment) {
        List<String> words = new ArrayList<>(List.of("env", "NBDSCRIPT_START_CACHE=no"));
        words.addAll(List.of(environment));
        words.addAll(List.of(tree.resolve("nbdscript").toString(), word));
        return Command.in(directory, words.toArray(String[]::new)).run();
    }

    private Command.Result launchAsNobody() throws IOException {
        requires("setpriv");
        requiresRoot("become another user");
        return Command.in(
                        directory,
                        "setpriv",
                        "--reuid=" + NOBODY,
                        "--clear-groups",
                        "env",
                        "NBDSCRIPT_START_CACHE=no",
                        "NBDSCRIPT_JAVA_HOME=" + jdk("25.0.9"),
                        tree.resolve("nbdscript").toString(),
                        "--version")
                .run();
    }

    private Path jdk(String version) throws IOException {
        Path jdk = Files.createDirectories(directory.resolve("jdk-" + version));
        Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'the Java of the test runs'\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return jdk;
    }

    @Test
    void theJdkThatTheUserNamesIsTakenOrRefusedByItsVersion() throws IOException {
        giveItABuild(Instant.EPOCH);
        assertThat(launch("--version", "NBDSCRIPT_JAVA_HOME=" + jdk("25.0.9"))
                        .succeeds()
                        .output())
                .isEqualTo("the Java of the test runs\n");
        Path old = jdk("17.0.15");
        assertThat(launch("--version", "NBDSCRIPT_JAVA_HOME=" + old).endsWith(1).errors())
                .startsWith("nbdscript: error: NBDSCRIPT_JAVA_HOME does not name a JDK 25:")
                .contains(old + " is Java 17.0.15");
        assertThat(launch("--version", "NBDSCRIPT_JAVA_HOME=/nowhere")
                        .endsWith(1)
                        .errors())
                .contains("/nowhere has no bin/java");
    }

    @Test
    void aJdkOfAnotherVersionInJavaHomeIsPassedOver() throws IOException {
        Path old = jdk("17.0.15");
        assertThat(launch("--java-home", "JAVA_HOME=" + old).succeeds().output())
                .startsWith("/")
                .doesNotContain(old.toString());
    }

    @Test
    void aTreeThatCannotBeBuiltInRunsTheOldBuildAndSaysSo() throws IOException {
        giveItABuild(Instant.now().plusSeconds(60));
        Command.Result result = launchAsNobody().succeeds();
        assertThat(result.output()).isEqualTo("the Java of the test runs\n");
        assertThat(result.errors())
                .isEqualTo("nbdscript: warning: sources are newer than the build, but " + tree
                        + "/target cannot be written\n");
    }

    @Test
    void aTreeWithoutABuildThatCannotBeBuiltInSaysWhatToDo() throws IOException {
        assertThat(launchAsNobody().endsWith(1).errors())
                .isEqualTo("nbdscript: error: there is no build yet, and " + tree
                        + "/target cannot be written: build it as who owns it\n");
    }
}
