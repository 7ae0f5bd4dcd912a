package org.nbdscript.groovy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.api.TlsIdentity;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeRead;
import org.nbdscript.fakes.FakeServices;

class ScriptStyleTest {
    private static final String RAMDISK = """
            /** A RAM disk that forgets everything at exit. */
            parameters = [size: [type: 'size', required: true, magic: true, help: 'size of the disk']]
            def configure(params) { disk = new byte[params.size] }
            def getSize() { disk.length }
            def pread(buf, offset) { buf.put(disk, (int) offset, buf.remaining()) }
            def pwrite(buf, offset) { buf.get(disk, (int) offset, buf.remaining()) }
            """;

    @Test
    void theRamdiskOfTheGuideIsADisk() {
        LoadedScript script = LoadedScript.of(RAMDISK).configure(Map.of("size", 1024L));
        Disk disk = script.open();

        LoadedScript.write(disk, 3, "abc");
        LoadedScript.write(disk, 1020, "wxyz");

        assertThat(disk.size()).isEqualTo(1024);
        assertThat(FakeRead.text(disk, 2, 5)).isEqualTo("\0abc\0");
        assertThat(FakeRead.text(disk, 1020, 4)).isEqualTo("wxyz");
        assertThat(disk.capabilities().canWrite()).isTrue();
        assertThat(script.plugin().description()).isEqualTo("A RAM disk that forgets everything at exit.");
        assertThat(script.plugin().parameters().parameters())
                .singleElement()
                .satisfies(size -> assertThat(size.type()).isEqualTo(ParameterType.SIZE));
        assertThat(script.plugin().callbacks())
                .as("in the order of the file")
                .containsExactly(Callback.CONFIGURE, Callback.GET_SIZE, Callback.PREAD, Callback.PWRITE);
        assertThat(script.services().warnings).isEmpty();
    }

    @Test
    void closuresInVariablesAndFieldsAreCallbacks() {
        Disk disk = LoadedScript.of("""
                import groovy.transform.Field
                getSize = { 512 }
                @Field def pread = { buf, offset -> buf.put(0, (byte) (offset + 65)) }
                canMultiConn = { -> true }
                """).open();

        assertThat(disk.size()).isEqualTo(512);
        assertThat(FakeRead.text(disk, 2, 2)).isEqualTo("C\0");
        assertThat(disk.capabilities().canMultiConn()).isTrue();
    }

    @Test
    void curriedAndMethodClosuresAreCallbacks() {
        Disk disk = LoadedScript.of("""
                def sizeOf(unit) { 7 * unit }
                def fill(letter, buf, offset) { buf.put(0, (byte) letter) }
                getSize = this.&sizeOf.curry(100)
                pread = this.&fill.curry(66)
                """).open();

        assertThat(disk.size()).isEqualTo(700);
        assertThat(FakeRead.text(disk, 0, 1)).isEqualTo("B");
    }

    @Test
    void typedParametersDefaultsAndStaticCompilationWork() {
        Disk disk = LoadedScript.of("""
                import groovy.transform.*
                import java.nio.ByteBuffer
                @Field byte[] disk
                @CompileStatic void configure(ParameterValues params) { disk = new byte[(int) params.getLong('size')] }
                @TypeChecked long getSize() { disk.length }
                @CompileStatic
                void pread(ByteBuffer buf, long offset, RequestFlags flags = null) {
                    for (int i = 0; i < buf.remaining(); i++) buf.put(i, disk[(int) offset + i])
                }
                @CompileStatic
                def pwrite(ByteBuffer buf, int offset, RequestFlags flags) {
                    if (flags.fua) nbdscript.debug('fua')
                    buf.get(disk, offset, buf.remaining())
                }
                """).configure(Map.of("size", 100L)).open();

        LoadedScript.write(disk, 10, "typed");

        assertThat(FakeRead.text(disk, 9, 7)).isEqualTo("\0typed\0");
    }

    @Test
    void anOffsetBeyondIntIsAnErrorForAnIntParameterNotAnotherOffset() {
        Disk disk = LoadedScript.of("""
                def getSize() { 1L << 40 }
                def pread(buf, int offset) { }
                """).open();

        assertThatThrownBy(() -> FakeRead.bytes(disk, 1L << 33, 1))
                .hasMessage("ArithmeticException: 8589934592 does not fit a parameter of type int: declare it as long");
    }

    @Test
    void anInstanceOfTheClassIsTheConnection() {
        LoadedScript script = LoadedScript.of("""
                /** A class. */
                class Greeting {
                    static parameters = [text: 'string']
                    static String text
                    static void configure(params) { text = params.text }
                    static listExports() { ['a', ['b', 'the second']] }
                    String name
                    Greeting(context) { name = context.exportName }
                    long getSize() { (text + name).length() }
                    def pread(buf, offset) { (text + name).bytes[offset..<offset + buf.remaining()] as byte[] }
                }
                """).configure(Map.of("text", "Hello "));

        Disk first = script.open("you");
        Disk second = script.open("everybody");

        assertThat(FakeRead.text(first, 0, 9)).isEqualTo("Hello you");
        assertThat(second.size()).isEqualTo(15);
        assertThat(script.plugin().listExports(new FakeConnection()))
                .containsExactly(new Export("a"), new Export("b", "the second"));
        assertThat(script.plugin().description()).isEqualTo("A class.");
    }

    @Test
    void aClassMayBeADiskOfTheJavaApi() {
        Disk disk = LoadedScript.of("""
                class Zeroes implements Disk {
                    long size() { 4096 }
                    void read(ReadRequest request) { request.hole(request.offset(), request.length()) }
                    Capabilities capabilities() { Capabilities.builder().canExtents(true).build() }
                }
                """).open();
        FakeRead read = new FakeRead(512, 1024);
        disk.read(read);

        assertThat(disk.size()).isEqualTo(4096);
        assertThat(read.parts).containsExactly("hole 512+1024");
        assertThat(disk.capabilities().canExtents()).isTrue();
        assertThat(disk.capabilities().canWrite()).isFalse();
        assertThat(disk.capabilities().canResize()).isFalse();
    }

    @Test
    void aDiskOfTheJavaApiMayHaveContextsAndChangeItsSize() {
        Disk disk = LoadedScript.of("""
                class Marked implements Disk {
                    long size = 4096
                    long size() { size }
                    void read(ReadRequest request) { request.hole(request.offset(), request.length()) }
                    Capabilities capabilities() { Capabilities.builder().canResize(true).build() }
                    void resize(long wanted) { size = wanted }
                    List<MetaContext> metaContexts() { [new MetaContext('x-test:mark', true)] }
                    void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
                        statuses.add(offset, length, 7)
                    }
                }
                """).open();
        List<String> statuses = new ArrayList<>();
        disk.blockStatus(
                "x-test:mark",
                512,
                1024,
                RequestFlags.NONE,
                (offset, length, status) -> statuses.add(offset + "+" + length + " " + status));

        assertThat(disk.metaContexts()).containsExactly(new MetaContext("x-test:mark", true));
        assertThat(statuses).containsExactly("512+1024 7");
        assertThat(disk.capabilities().canResize()).isTrue();
    }

    @Test
    void theObjectThatOpenReturnsHasTheCallbacks() {
        Disk disk = LoadedScript.of("""
                def open(context) {
                    def name = context.exportName
                    [getSize: { name.length() }, pread: { buf, offset -> buf.put(name.bytes, (int) offset, buf.remaining()) }]
                }
                """).open("export");

        assertThat(FakeRead.text(disk, 0, 6)).isEqualTo("export");
    }

    @Test
    void anyOtherValueOfOpenComesFirstInEveryCall() {
        LoadedScript script = LoadedScript.of("""
                closed = []
                def open(context) { context.exportName }
                def getSize(handle) { handle.length() }
                def pread(String handle, buf, offset) { buf.put(handle.bytes, (int) offset, buf.remaining()) }
                def canFlush() { true }
                def close(handle) { println "closed $handle" }
                """);
        Disk disk = script.open("export");

        assertThat(FakeRead.text(disk, 2, 4)).isEqualTo("port");
        assertThat(disk.capabilities().canFlush()).isTrue();
        disk.close();
        assertThat(script.services().printed).containsExactly("closed export");
    }

    @Test
    void contextFlagsAndPeerHaveProperties() {
        LoadedScript script = LoadedScript.of("""
                def open(context) {
                    println([context.exportName, context.tls, context.readOnly, context.structuredReplies])
                    println([context.peer.name, context.peer.pid.asLong, context.peer.uid.present])
                    context.sleep(2); context.sleep(0.5); context.disconnect()
                    'handle'
                }
                def getSize() { 512 }
                def pread(handle, buf) { }
                def zero(handle, count, offset, flags) {
                    println([flags.fua, flags.mayTrim, flags.fastZero, flags.requestOne, flags.reqOne, flags.bits])
                }
                """);
        FakeConnection context = new FakeConnection("x").withTls(TlsIdentity.ANONYMOUS);
        Disk disk = script.plugin().open(context);
        disk.zero(0, 512, RequestFlags.of(RequestFlags.FUA | RequestFlags.FAST_ZERO));

        assertThat(script.services().printed)
                .containsExactly(
                        "[x, true, false, true]",
                        "[127.0.0.1:4711, 12, true]",
                        "[true, false, true, false, false, 10]");
        assertThat(context.sleeps).containsExactly(Duration.ofSeconds(2), Duration.ofMillis(500));
        assertThat(context.disconnections).containsExactly(false);
    }

    @Test
    void everyCallbackOfADiskIsCalled() {
        LoadedScript script = LoadedScript.of("""
                def getSize() { 1 << 20 }
                def pread(buf) { }
                def pwrite(buf, offset, flags) { println "pwrite ${buf.remaining()} $offset $flags" }
                def flush(flags) { println 'flush' }
                def trim(count, offset, flags) { println "trim $count $offset" }
                def zero(count, offset) { println "zero $count $offset" }
                def cache(count) { println "cache $count" }
                def extents(count, offset) { [[offset, 512, ExtentType.HOLE_ZERO], [offset + 512, count - 512]] }
                def exportDescription() { "a ${'disk'}" }
                def blockSize() { [512, 4096, 65536] }
                def isRotational() { true }
                def canFua() { Support.NATIVE }
                def canCache() { 'emulate' }
                def canFastZero() { 1 }
                """);
        Disk disk = script.open();
        List<String> extents = new ArrayList<>();

        LoadedScript.write(disk, 5, "abc");
        disk.flush();
        disk.trim(512, 1024, RequestFlags.NONE);
        disk.zero(100, 200, RequestFlags.NONE);
        disk.cache(0, 300);
        disk.extents(0, 1024, RequestFlags.NONE, (start, count, type) -> extents.add(start + " " + count + " " + type));

        assertThat(script.services().printed)
                .containsExactly("pwrite 3 5 ", "flush", "trim 1024 512", "zero 200 100", "cache 300");
        assertThat(extents).containsExactly("0 512 HOLE_ZERO", "512 512 DATA");
        assertThat(disk.description()).isEqualTo("a disk");
        assertThat(disk.blockSize()).isEqualTo(new BlockSize(512, 4096, 65536));
        assertThat(disk.capabilities().fua()).isEqualTo(Support.NATIVE);
        assertThat(disk.capabilities().cache()).isEqualTo(Support.EMULATE);
        assertThat(disk.capabilities().canFastZero()).isTrue();
        assertThat(disk.capabilities().isRotational()).isTrue();
    }

    @Test
    void everyCallbackOfAPluginIsCalled() {
        LoadedScript script = LoadedScript.of("""
                name = "my-${'plugin'}"; version = '1.2'
                def config(key, value) { println "$key=$value" }
                def configComplete() { println 'complete' }
                def threadModel() { ThreadModel.SERIALIZE_REQUESTS }
                def getReady() { println 'ready' }
                def afterFork() { println 'forked' }
                def preconnect(context) { println "preconnect $context.peer.name" }
                def defaultExport(context) { 'main' }
                def cleanup() { println 'cleanup' }
                def unload() { print 'unload' }
                def dumpPlugin() { [answer: 42] }
                def getSize() { 0 }
                def pread(buf) { }
                """);
        Plugin plugin = script.plugin();
        plugin.configure(new ParameterValues(Map.of(), List.of(Map.entry("colour", "red"))));
        plugin.getReady();
        plugin.afterFork();
        plugin.preconnect(new FakeConnection());
        plugin.dumpPlugin((name, value) -> script.services().print(name + ":" + value));
        plugin.cleanup();
        plugin.unload();

        assertThat(script.services().printed)
                .containsExactly(
                        "colour=red",
                        "complete",
                        "ready",
                        "forked",
                        "preconnect 127.0.0.1:4711",
                        "answer:42",
                        "cleanup",
                        "unload");
        assertThat(plugin.threadModel()).isEqualTo(ThreadModel.SERIALIZE_REQUESTS);
        assertThat(plugin.defaultExport(new FakeConnection())).isEqualTo("main");
        assertThat(plugin.name()).isEqualTo("my-plugin");
        assertThat(plugin.version()).isEqualTo("1.2");
    }

    @Test
    void servicesAreThereForScriptsClassesAndFilesBesideThem(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("Helper.groovy"), """
                class Helper { static help() { nbdscript.warn('helper'); ENOSPC.number() } }
                """);
        Path file = Files.writeString(directory.resolve("my-disk.groovy"), """
                println nbdscript.parseSize('64K') + nbdscript.parseDuration('1.5s').toMillis()
                println([nbdscript.parseBool('on'), nbdscript.parseProbability('25%'), nbdscript.readPassword('-')])
                nbdscript.debug("debug ${1}"); nbdscript.error('error'); nbdscript.shutdown()
                class Inside { static go() { nbdscript.warn('inside') } }
                Inside.go()
                println Helper.help()
                def getSize() { 0 }
                def pread(buf) { }
                """);
        FakeServices services = LoadedScript.of(file).services();

        assertThat(services.printed).containsExactly("67036", "[true, 0.25, secret of -]", "28");
        assertThat(services.debug).containsExactly("debug 1");
        assertThat(services.errors).containsExactly("error");
        assertThat(services.warnings).containsExactly("inside", "helper");
        assertThat(services.shutdowns).hasValue(1);
    }

    @Test
    void whatAClassPrintsGoesToTheHost() {
        LoadedScript script = LoadedScript.of("""
                import groovy.transform.CompileStatic
                class Printing {
                    Printing() { println "made"; println(); printf('%d-%s%n', 1, 'a'); [2].each { println it } }
                    static listExports() { print 'listed\\n'; [] }
                    @CompileStatic long getSize() { println 'typed'; 0 }
                    def pread(buf) { }
                }
                """);
        script.open();
        script.plugin().listExports(new FakeConnection());

        assertThat(script.services().printed).containsExactly("made", "", "1-a", "2", "typed", "listed");
        assertThat(script.services().warnings).isEmpty();
    }

    @Test
    void aVariableMayBeNamedLikeAScriptBesideIt(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("sparse.groovy"), "throw new Error()");
        Path file = Files.writeString(directory.resolve("disk.groovy"), """
                disk = 1
                sparse = 2
                def getSize() { disk + sparse }
                def pread(buf) { }
                """);

        assertThat(LoadedScript.of(file).open().size()).isEqualTo(3);
    }
}
