package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start with Python leaves out, and that scripts find it all the same. */
class PythonStartTest {
    private static final String DISK = "def get_size(): return 512\ndef pread(buf): pass\n";

    /** Prints the name of a month in the locale that is there, then in one that is set. */
    private static final String MONTHS = """
            import time
            march = (2026, 3, 2, 0, 0, 0, 0, 61, 0)
            print(time.strftime('%B', march))
            import locale
            for name in ('de_DE.UTF-8', 'xx_XX.UTF-8'):
                try:
                    locale.setlocale(locale.LC_ALL, name)
                    print(time.strftime('%B', march))
                except locale.Error as e:
                    print(e)
            """;

    @TempDir
    private Path directory;

    private Command.Result start(String source, String path, String options) throws IOException {
        Path script = Files.writeString(directory.resolve("disk.py"), source + DISK);
        return Command.in(
                        directory,
                        "env",
                        "PATH=" + path,
                        "XDG_CACHE_HOME=" + directory.resolve("caches"),
                        "NBDSCRIPT_JAVA_OPTS=" + options,
                        Installation.nbdscript(),
                        script.toString(),
                        "--run",
                        "true")
                .run()
                .succeeds();
    }

    /** Without the cache of classes, which would load all of them before anything else. */
    @Test
    void noLocalesAndAnnotationsAreReadAndNoCommandIsAskedForTheEncoding() throws IOException {
        Path commands = Files.createDirectory(directory.resolve("commands"));
        Path locale = Files.writeString(commands.resolve("locale"), "#!/bin/sh\ntouch " + commands + "/asked\n");
        Files.setPosixFilePermissions(locale, PosixFilePermissions.fromString("rwxr-xr-x"));

        String loaded = start("", commands + ":" + System.getenv("PATH"), "-XX:AOTMode=off -Xlog:class+load")
                .output();

        assertThat(loaded)
                .contains("org.python.modules._locale._locale ")
                .doesNotContain("sun.util.locale.provider.LocaleServiceProviderPool ")
                .doesNotContain("sun.reflect.annotation.AnnotationType ");
        assertThat(commands.resolve("asked")).doesNotExist();
    }

    @Test
    void aScriptThatUsesLocalesHasThem() throws IOException {
        String printed = start(MONTHS, System.getenv("PATH"), "-Dpython.locale.control=settable -Duser.language=fr")
                .errors();

        assertThat(printed).contains("mars\nMärz\nunsupported locale setting: xx_XX.UTF-8\n");
    }

    @Test
    void aScriptIsCompiledWhenItIsNewOrHasChangedAndNotElse() throws IOException {
        String compiler = "org.python.antlr.PythonParser ";
        String options = "-XX:AOTMode=off -Xlog:class+load";

        for (String source : List.of("", "count = 1\n")) {
            assertThat(start(source, System.getenv("PATH"), options).output()).contains(compiler);
            assertThat(start(source, System.getenv("PATH"), options).output()).doesNotContain(compiler);
        }
    }
}
