package org.nbdscript.jython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.TlsIdentity;
import org.nbdscript.fakes.FakeRead;

class ServicesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nbdscript.parse_size('64M') == 64 << 20 and nbdscript.parse_size(u'4G') == 4 << 30",
                "nbdscript.parse_duration('100ms') == 0.1",
                "nbdscript.parse_probability('25%') == 0.25",
                "nbdscript.parse_bool('yes') is True and nbdscript.parse_bool('off') is False",
                "nbdscript.read_password('-') == 'secret of -'",
                "(nbdscript.FLAG_MAY_TRIM, nbdscript.FLAG_FUA, nbdscript.FLAG_REQ_ONE, nbdscript.FLAG_FAST_ZERO) =="
                        + " (1, 2, 4, 8)",
                "nbdscript.EXTENT_HOLE == 1 and nbdscript.EXTENT_ZERO == 2",
                "(nbdscript.FUA_NONE, nbdscript.CACHE_EMULATE, nbdscript.THREAD_MODEL_PARALLEL) == (0, 1, 3)",
                "issubclass(nbdscript.Error, EnvironmentError)",
            })
    void theModuleHasParsersAndConstants(String expression) {
        TestScript.sized(directory, "import nbdscript\nassert " + expression + "\ndef pread(buf): pass");
    }

    @Test
    void whatCannotBeParsedIsAValueError() {
        assertThatThrownBy(() -> TestScript.of(directory, "import nbdscript\nnbdscript.parse_size('5X')\n"))
                .hasMessageContaining("script.py:2: ValueError: expected a size")
                .hasMessageContaining("got '5X'");
        assertThatThrownBy(() -> TestScript.of(directory, "from nbdscript import parse_size\nparse_size(5)\n"))
                .hasMessageContaining("TypeError: expected a string, got int");
        assertThatThrownBy(() -> TestScript.of(directory, "import nbdscript\nnbdscript.debug()\n"))
                .hasMessageContaining("TypeError: debug() takes 1 argument, but was given 0");
    }

    @Test
    void logsAndShutdownReachTheHost() {
        TestScript script = TestScript.sized(
                directory,
                "import nbdscript\nnbdscript.debug('d')\nnbdscript.warn(u'w\\xfc')\nnbdscript.error(3)\n"
                        + "nbdscript.shutdown()\ndef pread(buf): pass");
        assertThat(script.host.log).containsExactly("debug: d", "warning: wü", "error: 3");
        assertThat(script.host.shutdowns).hasValue(1);
    }

    @Test
    void printedLinesStayWhole() {
        TestScript script = TestScript.sized(directory, """
                import sys
                print 'a', 1,
                print u'b'
                sys.stdout.write('x\\ny')
                sys.stdout.flush()
                print >>sys.stderr, 'z'
                print
                sys.stdout.write('no end')
                def pread(buf): pass
                """);
        script.plugin.unload();
        assertThat(script.host.printed).containsExactly("a 1 b", "x", "yz", "", "no end");
    }

    @Test
    void parametersAreItemsAndAttributesOfPythonsTypes() {
        TestScript script = TestScript.sized(directory, """
                def configure(params):
                    for key in sorted(params.keys()):
                        assert params[key] is getattr(params, key)
                        print key, type(params[key]).__name__, params[key] if key != 'raw' else len(params.raw)
                    print 'none' in params, params.get('other'), len(params)
                    print params.colour
                def pread(buf): pass
                """);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("none", null);
        values.put("items", "text");
        values.put("size", 5L << 30);
        values.put("small", 5L);
        values.put("time", Duration.ofMillis(1500));
        values.put("chance", 0.25);
        values.put("flag", true);
        values.put("path", Path.of("/tmp/grün"));
        values.put("uri", URI.create("https://example.com/x"));
        values.put("raw", new byte[] {1, 2, 3});
        values.put("many", Arrays.asList(1L, 2L));
        assertThatThrownBy(() -> script.configure(values)).isInstanceOfSatisfying(NbdException.class, failure -> {
            assertThat(failure.text())
                    .startsWith("AttributeError: parameter 'colour' is not declared; declared are: [");
            assertThat(failure.position()).hasToString(directory.resolve("script.py") + ":6");
        });
        assertThat(script.host.printed)
                .isEqualTo(List.of(
                        "chance float 0.25",
                        "flag bool True",
                        "items str text",
                        "many list [1, 2]",
                        "none NoneType None",
                        "path str /tmp/grün",
                        "raw bytearray 3",
                        "size long 5368709120",
                        "small int 5",
                        "time float 1.5",
                        "uri str https://example.com/x",
                        "True None 11"));
    }

    @Test
    void theContextTellsOfTheConnection() {
        TestScript script = TestScript.of(directory, """
                import nbdscript
                def open(context):
                    print context.export_name, context.readonly, context.tls, context.structured_replies
                    print context.peer.address, context.peer.pid, context.peer.uid, context.peer.gid
                    context.sleep(0.5)
                    context.disconnect()
                    context.disconnect(True)
                    return context
                def pread(context, buf): nbdscript.sleep(2)
                def get_size(context): return 65536
                """);
        script.connection.exportName = "e";
        script.connection.withTls(TlsIdentity.ANONYMOUS);
        FakeRead.bytes(script.open(), 0, 1);
        assertThat(script.host.printed).containsExactly("e False True True", "127.0.0.1:4711 12 1000 None");
        assertThat(script.connection.sleeps).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(2));
        assertThat(script.connection.disconnections).containsExactly(false, true);
    }

    @Test
    void aSleepOutsideOfCallsEndsWithTheScript() throws Exception {
        TestScript script = TestScript.sized(directory, """
                import nbdscript
                def after_fork():
                    nbdscript.sleep(3600)
                def pread(buf): pass
                """);
        CompletableFuture<Void> sleeper = CompletableFuture.runAsync(script.plugin::afterFork);
        script.plugin.unload();
        assertThatThrownBy(() -> sleeper.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(NbdException.class, failure -> {
                    assertThat(failure.errno()).isEqualTo(Errno.ESHUTDOWN);
                    assertThat(failure.position()).hasToString(directory.resolve("script.py") + ":3");
                });
    }

    @Test
    void flagsAreNamesAndBits() {
        TestScript script = TestScript.sized(directory, """
                import nbdscript
                def pread(buf): pass
                def zero(count, offset, flags):
                    print flags.fua, flags.may_trim, flags.req_one, flags.fast_zero, int(flags)
                    print bool(flags & nbdscript.FLAG_FUA), flags == 10, isinstance(flags, int)
                """);
        Disk disk = script.open();
        disk.zero(0, 1, org.nbdscript.api.RequestFlags.of(10));
        assertThat(script.host.printed).containsExactly("True False False True 10", "True True True");
    }
}
