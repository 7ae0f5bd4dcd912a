package org.nbdscript.jython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.fakes.FakeRead;

class ScriptStylesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "def pread(buf): buf[:] = b'x' * len(buf)",
                "def pread(buf, offset): buf[:] = b'x' * len(buf)",
                "def pread(buf, offset, flags=7): buf[:] = b'x' * len(buf)",
                "def pread(buf, *rest): assert len(rest) == 2; buf[:] = b'x' * len(buf)",
                "def pread(*all): assert len(all) == 3; all[0][:] = b'x' * len(all[0])",
                "pread = lambda buf, offset: b'x' * len(buf)",
                "class Reader:\n  def __call__(self, buf): buf[:] = b'x' * len(buf)\npread = Reader()",
                "class Reader(object):\n  def __call__(self, buf): buf[:] = b'x' * len(buf)\npread = Reader()",
                "class Reader(object):\n  def read(self, buf): buf[:] = b'x' * len(buf)\npread = Reader().read",
                "import functools\ndef f(c, buf, o, flags): buf[:] = c * len(buf)\npread = functools.partial(f, b'x')",
            })
    void trailingParametersMayBeLeftOut(String definition) {
        Disk disk = TestScript.sized(directory, definition).open();
        assertThat(FakeRead.text(disk, 0, 3)).isEqualTo("xxx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"class Disk:", "class Disk(object):"})
    void anInstanceOfAClassIsTheConnection(String heading) {
        TestScript script = TestScript.of(directory, heading + """

                            '''A class.'''
                            parameters = dict(size='size')
                            def __init__(self, context):
                                self.name = context.export_name
                            @classmethod
                            def configure(cls, params):
                                cls.size = params.size
                            @staticmethod
                            def list_exports():
                                return ['a', ('b', 'second')]
                            def get_size(self): return self.size
                            def pread(self, buf, offset): buf[:] = self.name
                            def close(self): print 'closed ' + self.name
                        def thread_model(): return 'serialize_requests'
                        """);
        script.configure(Map.of("size", 77L));
        assertThat(script.plugin.description()).isEqualTo("A class.");
        assertThat(script.plugin.threadModel()).isEqualTo(ThreadModel.SERIALIZE_REQUESTS);
        assertThat(script.plugin.listExports(script.connection))
                .containsExactly(new Export("a"), new Export("b", "second"));
        script.connection.exportName = "four";
        Disk disk = script.open();
        assertThat(disk.size()).isEqualTo(77);
        assertThat(FakeRead.text(disk, 0, 4)).isEqualTo("four");
        disk.close();
        assertThat(script.host.printed).containsExactly("closed four");
    }

    @Test
    void aConstructorMayTakeNothing() {
        TestScript script = TestScript.of(directory, """
                class Base(object):
                    def get_size(self): return 4
                    def pread(self, buf): buf[:] = b'base'
                class Disk(Base):
                    def __init__(self): self.text = b'disk'
                    def pread(self, buf): buf[:] = self.text
                """);
        assertThat(FakeRead.text(script.open(), 0, 4)).isEqualTo("disk");
    }

    @Test
    void severalConnectionClassesAreRefused() {
        assertThatThrownBy(() -> TestScript.of(
                        directory, "class A:\n  def pread(self, b): pass\nclass B:\n  def pread(self, b): pass\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("several classes have `pread`: A, B");
    }

    @Test
    void aMethodThatNeedsNoConnectionMustBeStatic() {
        assertThatThrownBy(
                        () -> TestScript.of(
                                directory,
                                "class A:\n  def pread(self, b): pass\n  def get_size(self): return 1\n  def configure(self, p): pass\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("script.py:4: configure is called without a connection");
    }

    @Test
    void openMayReturnAnObjectWithTheCallbacks() {
        TestScript script = TestScript.of(directory, """
                class Disk:
                    def __init__(self, name): self.name = name
                    def pread(self, buf): buf[:] = self.name
                def open(context): return Disk(context.export_name)
                def get_size(disk): return len(disk.name)
                """);
        script.connection.exportName = "five!";
        assertThat(FakeRead.text(script.open(), 0, 5)).isEqualTo("five!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'abc'", "None", "42", "{'a': 1}", "open_file()"})
    void anyOtherResultOfOpenIsAHandleThatComesFirst(String handle) {
        TestScript script = TestScript.of(directory, """
                def open_file():
                    import tempfile
                    return tempfile.TemporaryFile()
                def open(context):
                    global opened
                    opened = %s
                    return opened
                def get_size(h): return 4
                def pread(h, buf, offset, flags): buf[:] = b'same' if h is opened else b'else'
                def close(h): print h is opened
                """.formatted(handle));
        Disk disk = script.open();
        assertThat(FakeRead.text(disk, 0, 4)).isEqualTo("same");
        disk.close();
        assertThat(script.host.printed).containsExactly("True");
    }

    @Test
    void aBuiltInOpenIsNoCallback() {
        TestScript script = TestScript.sized(directory, "from os import *\nfrom io import open\ndef pread(buf): pass");
        assertThat(script.host.log).isEmpty();
        assertThat(FakeRead.text(script.open(), 0, 1)).isEqualTo("\0");
    }

    @Test
    void neighboursAreImportedAndNothingIsLeftBesideThem() throws Exception {
        Files.writeString(directory.resolve("neighbour.py"), "def pread(buf): buf[:] = b'near'\n");
        TestScript script = TestScript.sized(directory, "from neighbour import pread");
        assertThat(FakeRead.text(script.open(), 0, 4)).isEqualTo("near");
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("neighbour.py", "script.py");
        }
    }

    @Test
    void aScriptIsMainAndKnowsItsFile() {
        TestScript script = TestScript.sized(
                directory, "def pread(buf): pass\nimport sys\nprint __name__, __file__\nprint sys.argv[0] == __file__");
        assertThat(script.host.printed).containsExactly("__main__ " + directory.resolve("script.py"), "False");
    }

    @Test
    void everyCallbackIsCarriedAcross() {
        TestScript script = TestScript.of(directory, """
                calls = []
                def note(name, result=None):
                    calls.append(name)
                    print name
                    return result
                def config(key, value): note('config %s=%s' % (key, value))
                def config_complete(): note('config_complete')
                def thread_model(): return note('thread_model', 'parallel')
                def get_ready(): note('get_ready')
                def after_fork(): note('after_fork')
                def cleanup(): note('cleanup')
                def unload(): note('unload')
                def dump_plugin(): return {'answer': 42}
                def preconnect(context): note('preconnect %s' % context.peer.address)
                def default_export(context): return 'main'
                def open(context): return note('open', 'h')
                def close(h): note('close')
                def get_size(h): return 65536
                def export_description(h): return u'gr\\xfcn'
                def block_size(h): return 512, 4096, 65536
                def can_write(h): return 1
                def can_flush(h): return True
                def is_rotational(h): return True
                def can_trim(h): return True
                def can_zero(h): return True
                def can_fast_zero(h): return True
                def can_extents(h): return True
                def can_fua(h): return 'native'
                def can_multi_conn(h): return True
                def can_cache(h): return 1
                def pread(h, buf, offset, flags): note('pread %d %d' % (len(buf), offset))
                def pwrite(h, buf, offset, flags): note('pwrite %s %d %s' % (buf.tobytes(), offset, flags.fua))
                def flush(h, flags): note('flush')
                def trim(h, count, offset, flags): note('trim %d %d' % (count, offset))
                def zero(h, count, offset, flags): note('zero %d %d %s' % (count, offset, flags.may_trim))
                def extents(h, count, offset, flags): yield offset, count, 'hole,zero'
                def cache(h, count, offset, flags): note('cache %d %d' % (count, offset))
                """);
        script.plugin.configure(new org.nbdscript.api.ParameterValues(Map.of(), List.of(Map.entry("k", "v"))));
        script.plugin.getReady();
        script.plugin.afterFork();
        script.plugin.preconnect(script.connection);
        assertThat(script.plugin.defaultExport(script.connection)).isEqualTo("main");
        Disk disk = script.open();
        assertThat(disk.description()).isEqualTo("grün");
        assertThat(disk.blockSize())
                .hasToString("BlockSize[minimum=512, preferred=4096, maximum=65536, memoryAlignment=1]");
        assertThat(disk.capabilities())
                .hasToString("Capabilities[canWrite=true, canFlush=true, isRotational=true, canTrim=true, zero=NATIVE,"
                        + " canFastZero=true, canExtents=true, fua=NATIVE, canMultiConn=true, canResize=false,"
                        + " cache=EMULATE]");
        FakeRead.bytes(disk, 5L << 32, 7);
        disk.write(java.nio.ByteBuffer.wrap(new byte[] {'a', 'b'}), 3, RequestFlags.of(RequestFlags.FUA));
        disk.flush();
        disk.trim(1, 5L << 32, RequestFlags.NONE);
        disk.zero(3, 4, RequestFlags.of(RequestFlags.MAY_TRIM));
        disk.extents(0, 100, RequestFlags.NONE, (offset, length, type) -> script.host.printed.add(offset + " " + type));
        disk.cache(5, 6);
        disk.close();
        script.plugin.cleanup();
        script.plugin.dumpPlugin((key, value) -> script.host.printed.add(key + "=" + value));
        script.plugin.unload();
        assertThat(script.host.printed)
                .containsExactly(
                        "config k=v",
                        "config_complete",
                        "thread_model",
                        "get_ready",
                        "after_fork",
                        "preconnect 127.0.0.1:4711",
                        "open",
                        "pread 7 21474836480",
                        "pwrite ab 3 True",
                        "flush",
                        "trim 21474836480 1",
                        "zero 4 3 True",
                        "0 HOLE_ZERO",
                        "cache 6 5",
                        "close",
                        "cleanup",
                        "answer=42",
                        "unload");
    }
}
