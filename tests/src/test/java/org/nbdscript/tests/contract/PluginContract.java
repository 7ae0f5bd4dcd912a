package org.nbdscript.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Peer;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.api.TlsIdentity;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
import org.nbdscript.engine.LoadedPlugin;
import org.nbdscript.engine.ParameterBinder;
import org.nbdscript.engine.ParameterProblems;
import org.nbdscript.engine.PluginRegistry;
import org.nbdscript.fakes.FakeConnection;

/** What every plugin does, whatever it is written in: each language has the same plugins, and all pass these tests. */
@ResourceLock("the engines of this JVM")
abstract class PluginContract {
    final NamedHost host = new NamedHost();
    private final FailureLog failures = new FailureLog(host, System::nanoTime);
    private final List<Plugin> loaded = new ArrayList<>();

    /** The words of a command line that name a plugin of the contract. */
    abstract String plugin(String name);

    @AfterEach
    void unloadAll() {
        loaded.forEach(Plugin::unload);
        failures.close();
    }

    final Plugin load(String name, String... parameters) {
        List<String> words = new ArrayList<>(List.of(plugin(name)));
        words.addAll(List.of(parameters));
        LoadedPlugin found = new PluginRegistry(
                        host, PluginRegistry.DEFAULT_LOAD_DEADLINE, InputStream.nullInputStream())
                .load(words);
        loaded.add(found.plugin());
        found.plugin().load(host);
        found.plugin()
                .configure(new ParameterBinder(host, Path.of("").toAbsolutePath())
                        .bind(found.plugin().parameters(), found.arguments()));
        return found.plugin();
    }

    final DiskStack stack(String name, String... parameters) {
        return new DiskStack(load(name, parameters), failures);
    }

    final Disk open(String name, String... parameters) {
        return stack(name, parameters).open(new FakeConnection());
    }

    static NbdException failure(Runnable call) {
        NbdException failure = catchThrowableOfType(NbdException.class, call::run);
        assertThat(failure).as("an NbdException").isNotNull();
        return failure;
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Disk disk = open("disk");
        assertThat(disk.size()).isEqualTo(65536);
        byte[] model = new byte[65536];
        Random random = new Random(42);
        for (int i = 0; i < 500; i++) {
            int offset = random.nextInt(65536);
            int length = 1 + random.nextInt(Math.min(8192, 65536 - offset));
            if (random.nextBoolean()) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                disk.write(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), offset, RequestFlags.NONE);
                System.arraycopy(bytes, 0, model, offset, length);
            } else {
                assertThat(PartsRead.read(disk, offset, length))
                        .isEqualTo(Arrays.copyOfRange(model, offset, offset + length));
            }
        }
        disk.close();
    }

    @Test
    void directBuffersAreReadAndWrittenLikeOthers() {
        Disk disk = open("disk");
        ByteBuffer data = ByteBuffer.allocateDirect(100).position(10).limit(42);
        for (int i = 10; i < 42; i++) {
            data.put(i, (byte) i);
        }
        disk.write(data.asReadOnlyBuffer(), 4000, RequestFlags.NONE);
        byte[] read = PartsRead.read(disk, 3999, 34);
        assertThat(read[0]).isZero();
        assertThat(read[1]).isEqualTo((byte) 10);
        assertThat(read[32]).isEqualTo((byte) 41);
        assertThat(read[33]).isZero();
    }

    @Test
    void capabilitiesAreWhatIsDefinedAndDeclared() {
        Disk disk = open("disk");
        Capabilities can = disk.capabilities();
        assertThat(can.canWrite()).isTrue();
        assertThat(can.canFlush()).isTrue();
        assertThat(can.canTrim()).isTrue();
        assertThat(can.canExtents()).isTrue();
        assertThat(can.canMultiConn()).isTrue();
        assertThat(can.canFastZero()).isTrue();
        assertThat(can.isRotational()).isTrue();
        assertThat(can.fua()).isEqualTo(Support.NATIVE);
        assertThat(can.cache()).isEqualTo(Support.NATIVE);
        assertThat(disk.blockSize())
                .hasToString("BlockSize[minimum=1, preferred=4096, maximum=65536, memoryAlignment=1]");
    }

    @Test
    void everyCallArrivesWithItsArguments() {
        Disk disk = open("disk");
        disk.write(ByteBuffer.allocate(512), 0, RequestFlags.of(RequestFlags.FUA));
        disk.flush();
        disk.trim(4096, 512, RequestFlags.NONE);
        disk.zero(8192, 1024, RequestFlags.of(RequestFlags.MAY_TRIM));
        disk.cache(0, 65536);
        assertThat(host.debug)
                .containsSequence(
                        "pwrite fua", "flush", "trim 4096 512", "zero 8192 1024 mayTrim=true", "cache 0 65536");
    }

    @Test
    void aFastZeroThatIsNotFastFailsWithEnotsupAndChangesNothing() {
        Disk disk = open("disk");
        disk.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0, RequestFlags.NONE);
        NbdException failure = failure(() -> disk.zero(0, 3, RequestFlags.of(RequestFlags.FAST_ZERO)));
        assertThat(failure.errno()).isEqualTo(Errno.ENOTSUP);
        assertThat(PartsRead.read(disk, 0, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void extentsAreMergedAndCutToTheRequest() {
        Disk disk = open("disk");
        disk.write(ByteBuffer.wrap(new byte[] {1}), 8192, RequestFlags.NONE);
        List<String> extents = new ArrayList<>();
        disk.extents(
                100,
                20000,
                RequestFlags.NONE,
                (offset, length, type) -> extents.add(offset + " " + length + " " + type));
        assertThat(extents).containsExactly("100 8092 HOLE_ZERO", "8192 4096 DATA", "12288 7812 HOLE_ZERO");
    }

    private static List<String> status(Disk disk, String context) {
        List<String> statuses = new ArrayList<>();
        disk.blockStatus(
                context,
                1000,
                3000,
                RequestFlags.NONE,
                (offset, length, status) -> statuses.add(offset + " " + length + " " + Long.toUnsignedString(status)));
        return statuses;
    }

    @Test
    void metadataContextsOfItsOwnAreAnswered() {
        Disk disk = open("contexts");
        assertThat(disk.metaContexts())
                .containsExactly(
                        new MetaContext("x-test:block"),
                        new MetaContext("x-test:wide", true),
                        new MetaContext("x-test:wrong"));
        assertThat(status(disk, "x-test:block")).containsExactly("1000 1048 1", "2048 1952 2");
        assertThat(status(disk, "x-test:wide")).containsExactly("1000 3000 18446744073709551615");
        NbdException wrong = failure(() -> status(disk, "x-test:wrong"));
        assertThat(wrong.errno()).isEqualTo(Errno.EIO);
        assertThat(wrong.text()).contains("status 0x100000000 in x-test:wrong, expected 32 bits");
    }

    @Test
    void aFailureKeepsErrnoAndText() {
        Disk disk = open("failures");
        NbdException full = failure(() -> PartsRead.read(disk, 0, 512));
        assertThat(full.errno()).isEqualTo(Errno.ENOSPC);
        assertThat(full.text()).contains("the disk is full");
        NbdException denied = failure(() -> PartsRead.read(disk, 1024, 512));
        assertThat(denied.errno()).isEqualTo(Errno.EPERM);
        assertThat(denied.text()).contains("not allowed");
    }

    @Test
    void aPlainExceptionIsEio() {
        Disk disk = open("failures");
        assertThat(failure(() -> PartsRead.read(disk, 512, 512)).errno()).isEqualTo(Errno.EIO);
    }

    @Test
    void aStackOverflowFailsTheRequestAndNothingElse() {
        Disk disk = open("failures");
        assertThat(failure(() -> PartsRead.read(disk, 2048, 512)).errno()).isIn(Errno.EIO, Errno.ENOMEM);
        assertThat(PartsRead.read(disk, 7680, 512)).containsOnly(0);
    }

    @Test
    void partsThatLeaveAGapAreRefused() {
        Disk disk = open("failures");
        NbdException failure = failure(() -> PartsRead.read(disk, 2560, 512));
        assertThat(failure.errno()).isEqualTo(Errno.EIO);
        assertThat(failure.text()).contains("2660").contains("2700");
    }

    @Test
    void readsMayBeAnsweredInParts() {
        Disk disk = open("parts");
        PartsRead read = new PartsRead(0, 4096);
        disk.read(read);
        assertThat(read.parts).containsExactlyInAnyOrder("hole 1536 2560", "data 1024 512", "hole 0 1024");
        byte[] bytes = PartsRead.read(disk, 0, 4096);
        assertThat(bytes[1023]).isZero();
        assertThat(bytes[1024]).isEqualTo((byte) 0x55);
        assertThat(bytes[1535]).isEqualTo((byte) 0x55);
        assertThat(bytes[1536]).isZero();
        assertThat(PartsRead.read(disk, 0, 100)).containsOnly(7);
    }

    @Test
    void exportsAreListedNamedAndOpened() {
        DiskStack stack = stack("exports");
        FakeConnection connection = new FakeConnection("two");
        assertThat(stack.listExports(connection))
                .containsExactly(new Export("one"), new Export("two", "the second"), new Export("three"));
        assertThat(stack.defaultExport(connection)).isEqualTo("one");
        assertThat(stack.defaultExport(new FakeConnection("", true))).isNull();
        assertThat(stack.open(new FakeConnection("three")).size()).isEqualTo(5);
    }

    @Test
    void anExportThatIsNotThereIsRefusedWithTheErrno() {
        DiskStack stack = stack("exports");
        assertThat(failure(() -> stack.open(new FakeConnection("none"))).errno())
                .isEqualTo(Errno.ENOENT);
    }

    @Test
    void anExportMayRequireTls() {
        DiskStack stack = stack("exports");
        FakeConnection connection = new FakeConnection();
        assertThat(stack.requiresTls("one", connection)).isFalse();
        assertThat(stack.requiresTls("two", connection)).isTrue();
    }

    @Test
    void exportsNeedNoTlsUnlessThePluginSaysSo() {
        assertThat(stack("disk").requiresTls("", new FakeConnection())).isFalse();
    }

    @Test
    void preconnectTurnsClientsAway() {
        DiskStack stack = stack("exports");
        stack.preconnect(new FakeConnection());
        FakeConnection unwanted = new FakeConnection();
        unwanted.peer = Peer.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 666));
        NbdException failure = failure(() -> stack.preconnect(unwanted));
        assertThat(failure.errno()).isEqualTo(Errno.EPERM);
        assertThat(failure.text()).contains("go away");
    }

    @Test
    void aClientIsKnownByWhatItHasProvedInTls() {
        DiskStack stack = stack("exports");
        stack.preconnect(tlsClient(TlsIdentity.ANONYMOUS));
        stack.preconnect(tlsClient(new TlsIdentity("CN=alice", "CN=ca", "alice")));
        for (TlsIdentity mallory : List.of(
                TlsIdentity.ofCertificate("mallory", "CN=ca"),
                TlsIdentity.ofCertificate("CN=alice", "mallory"),
                TlsIdentity.ofUser("mallory"))) {
            assertThat(failure(() -> stack.preconnect(tlsClient(mallory))).errno())
                    .isEqualTo(Errno.EPERM);
        }
    }

    private static FakeConnection tlsClient(TlsIdentity identity) {
        return new FakeConnection().withTls(identity);
    }

    @Test
    void theLifeCycleRunsInOrder() {
        Plugin plugin = load("lifecycle", "colour=red", "shape=round");
        assertThat(plugin.threadModel()).isEqualTo(ThreadModel.SERIALIZE_REQUESTS);
        plugin.getReady();
        plugin.afterFork();
        plugin.cleanup();
        plugin.unload();
        loaded.clear();
        assertThat(host.debug)
                .containsSubsequence(
                        "configure", "config colour=red", "config shape=round", "configComplete", "threadModel")
                .containsSubsequence("threadModel", "getReady", "afterFork", "cleanup", "unload");
    }

    @Test
    void dumpPluginAddsItsLines() {
        List<String> lines = new ArrayList<>();
        load("lifecycle").dumpPlugin((name, value) -> lines.add(name + "=" + value));
        assertThat(lines).containsExactly("answer=42");
    }

    @Test
    void parametersArriveInTheirTypes() {
        load(
                "types",
                "string=text",
                "int=0x1e",
                "64K",
                "duration=250ms",
                "probability=25%",
                "bool=yes",
                "enum=red",
                "path=disk.img",
                "uri=http://localhost/x",
                "password=secret",
                "bytes=00ff10",
                "list=1",
                "list=2");
        assertThat(host.debug.getLast())
                .matches("text 31 32768 0\\.50* 0\\.50* true red true true secret -?(1|255) 1\\+2 true");
    }

    @Test
    void wrongParametersAreAllNamedAtOnce() {
        assertThatExceptionOfType(ParameterProblems.class)
                .isThrownBy(() -> load("types", "size=5X", "int=101", "enum=blue", "colour=red", "bool=perhaps"))
                .satisfies(problems -> assertThat(problems.getMessage())
                        .contains("size", "5X", "int", "101", "enum", "blue", "colour", "bool", "perhaps"));
    }
}
