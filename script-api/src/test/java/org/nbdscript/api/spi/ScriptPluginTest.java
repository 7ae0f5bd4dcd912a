package org.nbdscript.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.Support;
import org.nbdscript.api.ThreadModel;

class ScriptPluginTest {
    private final FakeHost host = new FakeHost();
    private final FakeScript script =
            new FakeScript().define(Callback.GET_SIZE, none -> 1024L).define(Callback.PREAD, none -> null);

    private ScriptPlugin plugin() {
        return ScriptPlugin.load(new FakeLanguage(script), script.file(), host);
    }

    private Disk open() {
        return plugin().open(host);
    }

    @Test
    void capabilitiesFollowFromWhatIsDefined() {
        assertThat(open().capabilities().canWrite()).isFalse();
        script.define(Callback.PWRITE, none -> null).define(Callback.FLUSH, none -> null);
        assertThat(open().capabilities()).satisfies(capabilities -> {
            assertThat(capabilities.canWrite()).isTrue();
            assertThat(capabilities.canFlush()).isTrue();
            assertThat(capabilities.fua()).isEqualTo(Support.EMULATE);
            assertThat(capabilities.zero()).isEqualTo(Support.EMULATE);
            assertThat(capabilities.canFastZero()).isTrue();
            assertThat(capabilities.canTrim()).isFalse();
        });
    }

    @Test
    void canCallbacksOverride() {
        script.define(Callback.PWRITE, none -> null)
                .define(Callback.CAN_WRITE, none -> false)
                .define(Callback.CAN_FUA, none -> "native")
                .define(Callback.CAN_MULTI_CONN, none -> 1L);
        assertThat(open().capabilities()).satisfies(capabilities -> {
            assertThat(capabilities.canWrite()).isFalse();
            assertThat(capabilities.fua()).isEqualTo(Support.NATIVE);
            assertThat(capabilities.canMultiConn()).isTrue();
        });
    }

    @Test
    void aReadOnlyServerHidesWrites() {
        script.define(Callback.PWRITE, none -> null);
        host.readOnly = true;
        assertThat(open().capabilities().canWrite()).isFalse();
    }

    @Test
    void aWrongResultNamesCallbackValueAndPlace() {
        script.define(Callback.GET_SIZE, none -> -5L);
        assertThatExceptionOfType(NbdException.class).isThrownBy(this::open).satisfies(failure -> {
            assertThat(failure.text())
                    .isEqualTo("get_size returned -5 (a number), expected a size in bytes, 0 to 2^63-1");
            assertThat(failure.position()).hasToString("fake.py:7");
            assertThat(failure.errno()).isEqualTo(Errno.EIO);
        });
    }

    @Test
    void aPromiseIsWaitedForAndLaterCallsMayPark() {
        Disk disk = open();
        assertThat(disk.blocking()).isEqualTo(Blocking.PARKS);
        disk.read(new RecordingRead(0, 512));
        assertThat(disk.blocking()).isEqualTo(Blocking.NEVER);
        script.define(Callback.PREAD, none -> CompletableFuture.completedFuture(null));
        disk.read(new RecordingRead(0, 512));
        assertThat(disk.blocking())
                .as("after a promise that was settled already")
                .isEqualTo(Blocking.NEVER);
        Executor later = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);
        script.define(Callback.PREAD, none -> CompletableFuture.runAsync(() -> {}, later));
        disk.read(new RecordingRead(0, 512));
        assertThat(disk.blocking()).isEqualTo(Blocking.PARKS);
        script.define(Callback.PREAD, none -> null);
        disk.read(new RecordingRead(0, 512));
        assertThat(disk.blocking()).isEqualTo(Blocking.PARKS);
    }

    @Test
    void aRejectedPromiseFailsAsACallWould() {
        script.define(
                Callback.PWRITE, none -> CompletableFuture.failedFuture(new NbdException(Errno.ENOSPC, "it is full")));
        Disk disk = open();
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(() -> disk.write(ByteBuffer.allocate(1), 0, RequestFlags.NONE))
                .satisfies(failure -> assertThat(failure.errno()).isEqualTo(Errno.ENOSPC))
                .withMessage("it is full");
    }

    @Test
    void readsMayReturnBytesOrParts() {
        script.define(Callback.PREAD, none -> List.of(List.of(0L, ByteBuffer.allocate(100)), List.of(100L, 412L)));
        RecordingRead parts = new RecordingRead(0, 512);
        open().read(parts);
        assertThat(parts.parts).containsExactly("data 0 100", "hole 100 412");

        script.define(Callback.PREAD, none -> ByteBuffer.allocate(512));
        RecordingRead bytes = new RecordingRead(512, 512);
        open().read(bytes);
        assertThat(bytes.parts).containsExactly("data 512 512");
    }

    @Test
    void bytesOfTheWrongLengthAreRefused() {
        script.define(Callback.PREAD, none -> ByteBuffer.allocate(511));
        Disk disk = open();
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(() -> disk.read(new RecordingRead(0, 512)))
                .withMessage("pread returned 511 bytes, expected 512 bytes");
    }

    @Test
    void extentsAreTriplesOrObjects() {
        script.define(
                Callback.EXTENTS,
                none -> List.of(List.of(0L, 512L, "hole,zero"), Map.of("offset", 512L, "length", 512L, "type", 0L)));
        List<String> extents = new ArrayList<>();
        open().extents(
                        0,
                        1024,
                        RequestFlags.NONE,
                        (offset, length, type) -> extents.add(offset + " " + length + " " + type));
        assertThat(extents).containsExactly("0 512 HOLE_ZERO", "512 512 " + ExtentType.DATA);
    }

    @Test
    void exportsAreNamesOrPairs() {
        script.define(Callback.LIST_EXPORTS, none -> List.of("a", List.of("b", "the second"), Map.of("name", "c")));
        assertThat(plugin().listExports(host))
                .containsExactly(new Export("a"), new Export("b", "the second"), new Export("c"));
    }

    @Test
    void withoutListExportsTheDefaultExportIsListed() {
        assertThat(plugin().listExports(host)).containsExactly(new Export(""));
        script.define(Callback.DEFAULT_EXPORT, none -> null);
        assertThat(plugin().listExports(host)).isEmpty();
    }

    @Test
    void theThreadModelIsNoStrongerThanTheEngines() {
        ScriptPlugin silent = plugin();
        silent.configure(new ParameterValues(Map.of(), List.of()));
        assertThat(silent.threadModel()).isEqualTo(ThreadModel.SERIALIZE_ALL_REQUESTS);
        script.define(Callback.THREAD_MODEL, none -> "parallel");
        ScriptPlugin parallel = plugin();
        parallel.configure(new ParameterValues(Map.of(), List.of()));
        assertThat(parallel.threadModel()).isEqualTo(ThreadModel.SERIALIZE_REQUESTS);
    }

    @Test
    void theThreadModelIsKnownBeforeTheParametersAndAskedAnewAfterThem() {
        AtomicReference<String> model = new AtomicReference<>("serialize_connections");
        script.define(Callback.THREAD_MODEL, none -> model.get());
        ScriptPlugin plugin = plugin();
        assertThat(plugin.threadModel()).isEqualTo(ThreadModel.SERIALIZE_CONNECTIONS);
        model.set("serialize_all_requests");
        plugin.configure(new ParameterValues(Map.of(), List.of()));
        assertThat(plugin.threadModel()).isEqualTo(ThreadModel.SERIALIZE_ALL_REQUESTS);
    }

    @Test
    void theThreadModelMayBeAConstant() {
        script.constants.put("thread_model", "serialize_connections");
        assertThat(plugin().threadModel()).isEqualTo(ThreadModel.SERIALIZE_CONNECTIONS);
        script.constants.put("thread_model", 3L);
        assertThat(plugin().threadModel()).isEqualTo(ThreadModel.SERIALIZE_REQUESTS);
        script.constants.put("thread_model", "paralel");
        assertThatExceptionOfType(ScriptException.class)
                .isThrownBy(() -> plugin().threadModel())
                .withMessageStartingWith("fake.py: thread_model is 'paralel' (a string), expected 'serialize_conn");
    }

    @Test
    void undeclaredParametersGoToConfig() {
        List<Object> seen = new ArrayList<>();
        script.define(Callback.CONFIG, arguments -> seen.add(arguments[0] + "=" + arguments[1]))
                .define(Callback.CONFIG_COMPLETE, none -> seen.add("complete"));
        ScriptPlugin plugin = plugin();
        assertThat(plugin.parameters().acceptsOthers()).isTrue();
        plugin.configure(new ParameterValues(Map.of(), List.of(Map.entry("colour", "red"))));
        assertThat(seen).containsExactly("colour=red", "complete");
    }

    @Test
    void aSizeThatChangedIsWarnedOfAtTheEnd() {
        long[] size = {1024};
        script.define(Callback.GET_SIZE, none -> size[0]);
        Disk disk = open();
        size[0] = 2048;
        assertThat(disk.size()).isEqualTo(1024);
        disk.close();
        assertThat(host.warnings).singleElement().asString().startsWith("fake.py:7: the size is 2048 bytes now");
    }

    @Test
    void anObjectWithoutTheRequiredCallbacksIsRefusedAtOpen() {
        script.functions.remove(Callback.PREAD);
        script.define(Callback.OPEN, context -> script);
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(this::open)
                .withMessageStartingWith("pread is missing, without which there is no disk");
    }

    @Test
    void aSizeThatWasAnnouncedIsAskedAgain() {
        long[] size = {1024};
        script.define(Callback.GET_SIZE, none -> size[0]);
        Disk disk = open();
        size[0] = 2048;
        host.sizeChanged();
        assertThat(disk.size()).isEqualTo(2048);
        disk.close();
        assertThat(host.warnings).isEmpty();
    }

    @Test
    void contextsComeAsNamesPairsOrObjects() {
        script.define(Callback.BLOCK_STATUS, none -> List.of())
                .define(
                        Callback.META_CONTEXTS,
                        none -> List.of("x-a:1", List.of("x-a:2", true), Map.of("name", "x-a:3", "is64Bit", 1L)));
        assertThat(open().metaContexts())
                .containsExactly(
                        new MetaContext("x-a:1"), new MetaContext("x-a:2", true), new MetaContext("x-a:3", true));
    }

    @Test
    void contextsThatCannotBeAreSaid() {
        script.define(Callback.BLOCK_STATUS, none -> List.of()).define(Callback.META_CONTEXTS, none -> List.of("mine"));
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(this::open)
                .withMessageStartingWith("meta_contexts metadata context is 'mine', expected a namespace");
        script.define(Callback.META_CONTEXTS, none -> 5L);
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(this::open)
                .withMessageContaining("returned 5 (a number), expected a list of names");
    }

    @Test
    void contextsWithoutWhatAnswersForThemAreRefused() {
        script.define(Callback.META_CONTEXTS, none -> List.of("x-a:1"));
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(this::open)
                .withMessage("meta_contexts names contexts, but there is no block_status to answer for them");
    }

    @Test
    void aStatusIsAWholeNumberOf64Bits() {
        List<Object> statuses = new ArrayList<>();
        Object[] status = {0L};
        script.define(Callback.META_CONTEXTS, none -> List.of(List.of("x-a:1", true)))
                .define(Callback.BLOCK_STATUS, none -> List.of(List.of(0L, 512L, status[0])));
        Disk disk = open();
        for (Object value : List.of(7L, true, 3.0, BigInteger.TWO.pow(64).subtract(BigInteger.ONE))) {
            status[0] = value;
            disk.blockStatus("x-a:1", 0, 512, RequestFlags.NONE, (offset, length, came) -> statuses.add(came));
        }
        assertThat(statuses).containsExactly(7L, 1L, 3L, -1L);
        for (Object value : List.of(-1L, "text", 0.5, BigInteger.TWO.pow(64))) {
            status[0] = value;
            assertThatExceptionOfType(NbdException.class)
                    .isThrownBy(
                            () -> disk.blockStatus("x-a:1", 0, 512, RequestFlags.NONE, (offset, length, came) -> true))
                    .withMessageStartingWith("block_status returned ");
        }
    }

    @Test
    void unloadClosesTheScriptEvenIfItFails() {
        script.define(Callback.UNLOAD, none -> {
            throw new NbdException(Errno.EIO, "no");
        });
        ScriptPlugin plugin = plugin();
        assertThatExceptionOfType(NbdException.class).isThrownBy(plugin::unload);
        assertThat(script.closed).isTrue();
    }

    /** Records the parts that a read is answered with. */
    private static final class RecordingRead implements ReadRequest {
        final List<String> parts = new ArrayList<>();
        private final long offset;
        private final int length;

        RecordingRead(long offset, int length) {
            this.offset = offset;
            this.length = length;
        }

        @Override
        public long offset() {
            return offset;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public ByteBuffer buffer() {
            return ByteBuffer.allocate(length);
        }

        @Override
        public void data(long partOffset, ByteBuffer bytes) {
            parts.add("data " + partOffset + " " + bytes.remaining());
        }

        @Override
        public void hole(long partOffset, int partLength) {
            parts.add("hole " + partOffset + " " + partLength);
        }

        @Override
        public void file(long partOffset, FileChannel channel, long position, int partLength) {
            parts.add("file " + partOffset + " " + partLength);
        }
    }
}
