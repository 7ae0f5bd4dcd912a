package org.nbdscript.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.engine.PluginRegistry;
import org.nbdscript.fakes.FakeConnection;

/** What every script does, beyond what every plugin does. */
abstract class ScriptContract extends PluginContract {
    private static final Path SCRIPTS = Path.of("src", "test", "resources", "contract");

    private final String folder;
    private final String extension;

    ScriptContract(String folder, String extension) {
        this.folder = folder;
        this.extension = extension;
    }

    @Override
    final String plugin(String name) {
        return SCRIPTS.resolve(folder).resolve(name + extension).toString();
    }

    private String wrong(String name) {
        return SCRIPTS.resolve("wrong").resolve(name + extension).toString();
    }

    private String refusal(String name, Duration deadline) {
        ScriptException refusal = catchThrowableOfType(
                ScriptException.class,
                () -> new PluginRegistry(host, deadline, InputStream.nullInputStream()).load(List.of(wrong(name))));
        assertThat(refusal).as("a ScriptException").isNotNull();
        return refusal.getMessage();
    }

    @Test
    void aValueFromOpenComesFirstInEveryCall() {
        Disk disk = stack("handle").open(new FakeConnection("small"));
        assertThat(disk.size()).isEqualTo(512);
        assertThat(disk.description()).isEqualTo("opened as handle of small");
        assertThat(PartsRead.read(disk, 0, 512)).containsOnly('l');
        disk.write(ByteBuffer.allocate(100), 0, RequestFlags.NONE);
        disk.close();
        assertThat(host.debug).containsSubsequence("pwrite handle of small 100", "close handle of small");
    }

    @Test
    void anObjectFromOpenHasTheCallbacks() {
        checkObject("object", 'x');
    }

    @Test
    void anInstanceOfTheScriptsClassIsTheConnection() {
        checkObject("connection", 'L', "letter=L");
        assertThat(load("connection").declaredBlockSize()).isEqualTo(new BlockSize(512, 1024, 1024));
    }

    @Test
    void theThreadModelMayBeAConstant() {
        assertThat(load("blocks").threadModel()).isEqualTo(ThreadModel.SERIALIZE_CONNECTIONS);
    }

    @Test
    void blockSizesMayBeDeclaredBeforeADiskIsOpen() {
        Plugin plugin = load("blocks");
        assertThat(plugin.declaredBlockSize()).isEqualTo(new BlockSize(512, 4096, 65536));
        assertThat(plugin.open(new FakeConnection()).blockSize()).isEqualTo(plugin.declaredBlockSize());
        Plugin changed = load("blocks", "minimum=1K");
        assertThat(changed.declaredBlockSize()).isEqualTo(new BlockSize(1024, 4096, 65536, 512));
        assertThat(load("disk").declaredBlockSize()).as("of a callback").isNull();
    }

    @Test
    void requestsAreMadeToFitDeclaredBlockSizes() {
        assertThat(PartsRead.read(open("blocks"), 1023, 2)).containsOnly(0);
    }

    @Test
    void wrongBlockSizesAreSaidWhenTheScriptIsLoaded() {
        assertThat(refusal("blocks", PluginRegistry.DEFAULT_LOAD_DEADLINE))
                .startsWith(wrong("blocks") + ": block")
                .contains("is 512 (a number), expected the minimum, preferred and maximum block size");
    }

    private void checkObject(String script, int letter, String... parameters) {
        Disk disk = stack(script, parameters).open(new FakeConnection("xyz"));
        assertThat(disk.size()).isEqualTo(1024);
        assertThat(disk.description()).isEqualTo("opened as xyz");
        assertThat(PartsRead.read(disk, 512, 512)).containsOnly(letter);
        disk.close();
        assertThat(host.debug).contains("close xyz");
    }

    @Test
    void trailingParametersMayBeLeftOut() {
        Disk disk = open("few");
        assertThat(PartsRead.read(disk, 512, 10)).containsOnly(1);
        disk.write(ByteBuffer.allocate(100), 0, RequestFlags.NONE);
        disk.trim(0, 512, RequestFlags.NONE);
        disk.zero(0, 512, RequestFlags.NONE);
        assertThat(host.debug).containsSequence("pwrite 100", "trim 512", "zero");
    }

    @Test
    void aFailureHasTheScriptsLine() {
        Disk disk = open("failures");
        assertThat(failure(() -> PartsRead.read(disk, 0, 512)).position()).hasToString(plugin("failures") + ":5");
        assertThat(failure(() -> PartsRead.read(disk, 512, 512)).position()).hasToString(plugin("failures") + ":7");
        assertThat(failure(() -> PartsRead.read(disk, 1024, 512)).position()).hasToString(plugin("failures") + ":9");
    }

    @Test
    void aWrongResultSaysWhatCameAndWhatWasExpected() {
        Disk disk = open("failures");
        NbdException length = failure(() -> PartsRead.read(disk, 1536, 512));
        assertThat(length.errno()).isEqualTo(Errno.EIO);
        assertThat(length.text()).contains("pread returned 511 bytes, expected 512 bytes");
    }

    @Test
    void aResultThatBreaksTheContractIsToldWithTheLineOfTheCallback() {
        Disk disk = open("breaches");
        NbdException gap = failure(() -> PartsRead.read(disk, 0, 2048));
        assertThat(gap.text()).contains("pread of", "left a gap: 512 to 1024");
        assertThat(gap.position()).hasToString(plugin("breaches") + ":4");
        NbdException extents = failure(() -> disk.extents(0, 4096, RequestFlags.NONE, (offset, length, type) -> true));
        assertThat(extents.text()).contains("extents of", "left a gap: 512 to 1024");
        assertThat(extents.position()).hasToString(plugin("breaches") + ":7");
    }

    @Test
    void promisesAreWaitedFor() {
        Disk disk = open("promises");
        assertThat(disk.size()).isEqualTo(1 << 20);
        assertThat(PartsRead.read(disk, 5 << 10, 100)).containsOnly(5);
        assertThat(disk.blocking()).isEqualTo(Blocking.PARKS);
        disk.write(ByteBuffer.wrap(new byte[] {9}), 0, RequestFlags.NONE);
        disk.flush();
        assertThat(host.debug).containsSubsequence("written 9", "flush");
        List<String> extents = new ArrayList<>();
        disk.extents(
                0, 100, RequestFlags.NONE, (offset, length, type) -> extents.add(offset + " " + length + " " + type));
        assertThat(extents).containsExactly("0 100 ZERO");
    }

    @Test
    void aPromiseThatRejectsFailsTheRequest() {
        Disk disk = open("promises");
        NbdException failure = failure(() -> disk.write(ByteBuffer.allocate(1), 512, RequestFlags.NONE));
        assertThat(failure.errno()).isEqualTo(Errno.ENOSPC);
        assertThat(failure.text()).contains("only the start");
    }

    @Test
    void aKeptBufferNeverShowsAnotherRequestsData() {
        Disk disk = open("kept");
        PartsRead.read(disk, 0, 512);
        ByteBuffer data = ByteBuffer.allocateDirect(512);
        disk.write(data.asReadOnlyBuffer(), 0, RequestFlags.NONE);
        // The server uses its buffers again for the next request.
        byte[] secret = new byte[512];
        Arrays.fill(secret, (byte) 0xEE);
        data.put(0, secret);
        disk.write(data.asReadOnlyBuffer(), 512, RequestFlags.NONE);
        assertThat(host.debug.getLast()).isEqualTo("seen false");
    }

    @Test
    void theServicesOfTheHostAreThere() {
        load("services");
        assertThat(host.log)
                .containsSubsequence("debug: 65536 1 2 false secret", "warning: a warning", "error: an error")
                .anyMatch(message -> message.contains("expected a size") && message.contains("'5X'"));
        assertThat(host.printed).contains("printed 42");
        assertThat(host.shutdowns).hasValue(1);
    }

    @Test
    void aScriptIsToldDebugFlagsAndTheNameOfTheServer() {
        load("services");
        assertThat(host.debug)
                .contains("3 0 first")
                .anyMatch(message -> message.contains("expected NAME.FLAG, got 'level'"));
    }

    @Test
    void aSizeIsAskedAgainWhenANewOneIsAnnounced() {
        Disk disk = open("resizing");
        assertThat(disk.size()).isEqualTo(4096);
        assertThat(disk.capabilities().canResize()).isTrue();
        disk.resize(8192);
        assertThat(host.sizeChanges()).isEqualTo(1);
        assertThat(disk.size()).isEqualTo(8192);
        disk.close();
        assertThat(host.log).noneMatch(message -> message.contains("the size is"));
    }

    @Test
    void aSyntaxErrorIsSaidWithItsLine() {
        assertThat(refusal("syntax", PluginRegistry.DEFAULT_LOAD_DEADLINE)).contains(wrong("syntax") + ":2");
    }

    @Test
    void anExceptionAtLoadIsSaidWithItsLine() {
        assertThat(refusal("load", PluginRegistry.DEFAULT_LOAD_DEADLINE))
                .contains(wrong("load") + ":3")
                .contains("not today");
    }

    @Test
    void aMisspeltRequiredCallbackIsSaidWithItsLine() {
        assertThat(refusal("slip", PluginRegistry.DEFAULT_LOAD_DEADLINE))
                .contains(wrong("slip") + ":2: pread is missing")
                .contains("`praed` looks like `pread`");
    }

    @Test
    void tooManyRequiredParametersAreSaidWithTheLine() {
        assertThat(refusal("arity", PluginRegistry.DEFAULT_LOAD_DEADLINE))
                .contains(wrong("arity") + ":2: pread requires 4 parameters");
    }

    @Test
    void anEndlessLoopAtLoadIsStoppedAndNamedWithItsLine() {
        // Starts the engine, which would count otherwise.
        load("few");
        assertThat(refusal("loop", Duration.ofSeconds(5))).contains(wrong("loop") + ":3");
    }
}
