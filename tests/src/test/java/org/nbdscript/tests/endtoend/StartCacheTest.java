package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.nbdscript.tests.endtoend.Installation.requiresRoot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache that makes starts fast, of a distribution of its own: made once, used, and never in the way. */
class StartCacheTest {
    /** Where the JVM tells that the entry point came out of a cache. */
    private static final String FROM_CACHE = "org.nbdscript.cli.Main source: shared objects file";

    @TempDir
    private Path directory;

    private Path home;

    @BeforeEach
    void installDistribution() throws IOException {
        Path built = Path.of(Installation.nbdscript()).getParent().getParent();
        home = Files.createDirectories(directory.resolve("home"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.copy(built.resolve("bin/nbdscript"), home.resolve("bin/nbdscript"));
        Files.createSymbolicLink(home.resolve("sample-scripts"), built.resolve("sample-scripts"));
        try (Stream<Path> jars = Files.list(built.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.createSymbolicLink(home.resolve("lib").resolve(jar.getFileName()), jar);
            }
        }
    }

    private Command.Result version(String... environment) {
        List<String> words = new ArrayList<>(List.of("env", "NBDSCRIPT_JAVA_OPTS=-Xlog:class+load"));
        words.addAll(List.of(environment));
        words.addAll(List.of(home.resolve("bin/nbdscript").toString(), "--version"));
        return Command.in(directory, words.toArray(String[]::new)).run().succeeds();
    }

    private List<Path> caches(Path below) {
        if (!Files.exists(below)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(file -> file.toString().endsWith(".aot")).toList();
        } catch (IOException e) {
            return List.of(); // its writer has just renamed what was looked at
        }
    }

    private Path awaitCache(Path below) {
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !caches(below).isEmpty());
        return caches(below).getFirst();
    }

    @Test
    void theFirstRunMakesTheCacheAndLaterOnesUseItUnlessItIsDamagedOrOld() throws IOException {
        Command.Result first = version();
        assertThat(first.output()).contains("nbdscript ").doesNotContain(FROM_CACHE);
        assertThat(first.errors()).isEmpty();
        Path cache = awaitCache(home.resolve("start-cache"));
        assertThat(cache.toString()).endsWith("-brief.aot");

        Command.Result second = version();
        assertThat(second.output()).contains(FROM_CACHE);
        assertThat(second.errors()).isEmpty();
        assertThat(version("NBDSCRIPT_START_CACHE=no").output()).doesNotContain(FROM_CACHE);

        byte[] whole = Files.readAllBytes(cache);
        Files.write(cache, new byte[1000]);
        Command.Result damaged = version();
        assertThat(damaged.output()).contains("nbdscript ").doesNotContain(FROM_CACHE);
        assertThat(damaged.errors()).isEmpty();

        Files.write(cache, whole);
        Files.setLastModifiedTime(
                home.resolve("lib"), FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(version().output()).as("the build is newer").doesNotContain(FROM_CACHE);
    }

    /** Of the distribution that all tests use, since six caches take a while to make. */
    @Test
    void classesOfTheLanguagesComeFromTheirCaches() {
        String program = Installation.nbdscript();
        Command.Result made =
                Command.in(directory, program, "--start-cache").run().succeeds();
        assertThat(made.output().lines().map(Path::of)).hasSize(6).allMatch(Files::isRegularFile);
        for (String script : List.of("python/ramdisk.py", "groovy/ramdisk.groovy", "javascript/ramdisk.js")) {
            Command.Result result = Command.in(
                            directory,
                            "env",
                            "NBDSCRIPT_JAVA_OPTS=-Xlog:class+load",
                            program,
                            home.resolve("sample-scripts").resolve(script).toString(),
                            "1M",
                            "--run",
                            "true")
                    .run()
                    .succeeds();
            List<String> loaded = result.output().lines().toList();
            List<String> fromJars = loaded.stream()
                    .filter(line -> line.contains("source: file:"))
                    .toList();
            assertThat(loaded).as(script).hasSizeGreaterThan(3000);
            // What its own compiler makes, and a few besides.
            assertThat(fromJars).as(script).hasSizeLessThan(loaded.size() / 20);
            assertThat(fromJars).noneMatch(line -> line.contains("/lib/groovy-"));
        }
    }

    @Test
    void aGroovyScriptIsCompiledWhenItIsNewOrHasChangedAndNotElse() throws IOException {
        Path script = directory.resolve("disk.groovy");
        String compiler = "org.apache.groovy.parser.antlr4.GroovyParser ";

        Files.writeString(script, "def getSize() { 512 }\ndef pread(buffer, offset) {}\n");
        assertThat(sizeOf(script)).contains(compiler).contains("\n512\n");
        assertThat(sizeOf(script)).doesNotContain(compiler).contains("\n512\n");

        Files.writeString(script, "def getSize() { 1024 }\ndef pread(buffer, offset) {}\n");
        assertThat(sizeOf(script)).contains(compiler).contains("\n1024\n");
    }

    /** Without the cache of classes, which would load the compiler's before anything else. */
    private String sizeOf(Path script) {
        return Command.in(
                        directory,
                        "env",
                        "XDG_CACHE_HOME=" + directory.resolve("caches"),
                        "NBDSCRIPT_JAVA_OPTS=-XX:AOTMode=off -Xlog:class+load",
                        home.resolve("bin/nbdscript").toString(),
                        script.toString(),
                        "--run",
                        "nbdinfo --size \"$uri\"")
                .run()
                .succeeds()
                .output();
    }

    @Test
    void withoutAPlaceForTheCacheItGoesOnWithout() throws IOException {
        Files.createFile(home.resolve("start-cache"));
        Command.Result result = version();
        assertThat(result.output()).contains("nbdscript ");
        assertThat(result.errors()).isEmpty();
    }

    @Test
    void aUserWhoMayNotWriteBesideTheJarsHasTheCacheInTheirOwnDirectory() throws IOException {
        assumeTrue(Files.exists(Path.of("/usr/bin/setpriv")), "needs setpriv of util-linux");
        requiresRoot("become another user");
        Path caches = Files.createDirectory(directory.resolve("caches"));
        Files.setPosixFilePermissions(caches, PosixFilePermissions.fromString("rwxrwxrwx"));
        Command.in(
                        Path.of("/"),
                        "setpriv",
                        "--reuid=65534",
                        "--clear-groups",
                        "env",
                        "XDG_CACHE_HOME=" + caches,
                        home.resolve("bin/nbdscript").toString(),
                        "--version")
                .run()
                .succeeds();
        assertThat(awaitCache(caches)).startsWith(caches.resolve("nbdscript/start-cache"));
        assertThat(home.resolve("start-cache")).doesNotExist();
    }
}
