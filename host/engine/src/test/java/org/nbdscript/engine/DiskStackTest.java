package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.Support;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeRead;
import org.nbdscript.fakes.FakeServices;

class DiskStackTest {
    private final FakeServices services = new FakeServices();
    private final FakeDisk disk = new FakeDisk(4096);
    private final FakePlugin plugin = FakePlugin.of(disk);
    private final FakeConnection connection = new FakeConnection();

    private DiskStack stack() {
        return new DiskStack(plugin, new FailureLog(services, System::nanoTime));
    }

    @Test
    void theModelIsThePluginsOwn() {
        plugin.threadModel = ThreadModel.SERIALIZE_REQUESTS;
        assertThat(stack().threadModel()).isEqualTo(ThreadModel.SERIALIZE_REQUESTS);
    }

    @Test
    void aFailureIsLoggedOnceWithItsPlaceAndRequest() {
        disk.failing("read", new NbdException(Errno.ENOSPC, "the text", new ScriptPosition("faults.py", 12), null));
        Disk open = stack().open(connection);
        assertThatThrownBy(() -> open.read(new FakeRead(1024, 512))).hasMessage("the text");
        assertThat(services.errors).containsExactly("faults.py:12: pread offset=1024 length=512: ENOSPC: the text");
    }

    @Test
    void theRequestOfEachKindOfCallIsLogged() {
        disk.capabilities =
                FakeDisk.ALL.toBuilder().canFlush(false).fua(Support.NATIVE).build();
        disk.before = call -> {
            throw new NbdException(Errno.EIO, "no " + call);
        };
        Disk open = stack().open(connection);
        assertThatThrownBy(() -> open.write(ByteBuffer.allocate(5), 7, RequestFlags.of(RequestFlags.FUA)));
        assertThatThrownBy(open::flush);
        assertThatThrownBy(() -> open.trim(1, 2, RequestFlags.NONE));
        assertThatThrownBy(() -> open.zero(3, 4, RequestFlags.of(RequestFlags.MAY_TRIM)));
        assertThatThrownBy(() -> open.extents(5, 6, RequestFlags.NONE, (offset, length, type) -> true));
        assertThatThrownBy(() -> open.cache(8, 9));
        open.close();
        assertThat(services.errors)
                .containsExactly(
                        "pwrite offset=7 length=5 flags=fua: EIO: no write 7+5 fua",
                        "flush: EIO: no flush",
                        "trim offset=1 length=2: EIO: no trim 1+2",
                        "zero offset=3 length=4 flags=may_trim: EIO: no zero 3+4 may_trim",
                        "extents offset=5 length=6: EIO: no extents 5+6",
                        "cache offset=8 length=9: EIO: no cache 8+9",
                        "close: EIO: no close");
    }

    @Test
    void aFastZeroThatIsNotFastIsNoFailure() {
        disk.failing("zero", new NbdException(Errno.ENOTSUP, "slow"));
        Disk open = stack().open(connection);
        assertThatThrownBy(() -> open.zero(0, 10, RequestFlags.of(RequestFlags.FAST_ZERO)));
        assertThat(services.errors).isEmpty();
    }

    @Test
    void anExportThatCannotBeOpenedIsLoggedWithItsNameMadeHarmless() {
        plugin.opening = context -> {
            throw new NbdException(Errno.ENOENT, "no such export");
        };
        connection.exportName = "a\nb";
        assertThatThrownBy(() -> stack().open(connection)).hasMessage("no such export");
        assertThat(services.errors).containsExactly("open export='a?b': ENOENT: no such export");
    }

    @Test
    void aPluginThatOpensNothingIsNamed() {
        plugin.opening = context -> null;
        assertThatThrownBy(() -> stack().open(connection)).hasMessage("open of fake failed: there is no disk");
    }

    @Test
    void aDiskOfAReadOnlyServerCannotBeWritten() {
        connection.isReadOnly = true;
        assertThat(stack().open(connection).capabilities().canWrite()).isFalse();
    }

    @Test
    void aClientCanBeTurnedAway() {
        plugin.connecting = () -> {
            throw new NbdException(Errno.EACCES, "not you");
        };
        assertThatThrownBy(() -> stack().preconnect(connection)).hasMessage("not you");
        assertThat(services.errors).containsExactly("preconnect: EACCES: not you");
    }

    @Test
    void exportsArePassedOn() {
        List<Export> exports = List.of(new Export("a", "the first"), new Export("b"));
        plugin.exports = context -> exports;
        plugin.defaultExport = context -> "a";
        assertThat(stack().listExports(connection)).isEqualTo(exports);
        assertThat(stack().defaultExport(connection)).isEqualTo("a");
    }

    @Test
    void thereMayBeNoDefaultExport() {
        plugin.defaultExport = context -> null;
        assertThat(stack().defaultExport(connection)).isNull();
    }

    @Test
    void tenThousandExportsAreTheMost() {
        plugin.exports = context -> exports(10_000);
        assertThat(stack().listExports(connection)).hasSize(10_000);
        plugin.exports = context -> exports(10_001);
        assertExportsFail("list_exports of fake returned 10001 exports, expected at most 10000");
    }

    private static List<Export> exports(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Export("disk" + i)).toList();
    }

    @Test
    void namesOfExportsAreUnique() {
        plugin.exports = context -> List.of(new Export("a"), new Export("a"));
        assertExportsFail("list_exports of fake returned the name 'a' twice");
    }

    @Test
    void namesAndDescriptionsOfExportsFitTheProtocol() {
        plugin.exports = context -> List.of(new Export("a".repeat(4097)));
        assertExportsFail("list_exports of fake returned a name of 4097 bytes of UTF-8, expected at most 4096");
        plugin.exports = context -> List.of(new Export("a", "b".repeat(4097)));
        assertExportsFail("list_exports of fake returned a description of 4097 bytes of UTF-8, expected at most 4096");
        plugin.exports = context -> List.of(new Export("a\0"));
        assertExportsFail("list_exports of fake returned a name that is no text: it has a NUL or half a character");
    }

    private void assertExportsFail(String message) {
        assertThatThrownBy(() -> stack().listExports(connection))
                .isInstanceOf(NbdException.class)
                .hasMessage(message);
    }

    @Test
    void theDefaultExportsNameFitsTheProtocol() {
        plugin.defaultExport = context -> "a".repeat(4097);
        assertThatThrownBy(() -> stack().defaultExport(connection))
                .hasMessage("default_export of fake returned a name of 4097 bytes of UTF-8, expected at most 4096");
    }

    @Test
    void anyExceptionOfACallIsAFailureOfThePlugin() {
        plugin.connecting = () -> {
            throw new IllegalStateException("broken");
        };
        assertThatThrownBy(() -> stack().preconnect(connection))
                .isInstanceOf(NbdException.class)
                .hasMessage("preconnect of fake failed: broken");
    }
}
