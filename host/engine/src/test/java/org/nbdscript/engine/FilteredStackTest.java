package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeRead;
import org.nbdscript.fakes.FakeServices;

class FilteredStackTest {
    private final FakeServices services = new FakeServices();
    private final FakeDisk disk = new FakeDisk(4096);
    private final FakePlugin plugin = FakePlugin.of(disk);
    private final FakeFilter outer = new FakeFilter("outer");
    private final FakeFilter inner = new FakeFilter("inner");
    private final FakeConnection connection = new FakeConnection();

    /** A filter's disk that changes nothing, but is one. */
    private static class Passing extends ForwardingDisk {
        Passing(Disk next) {
            super(next);
        }
    }

    private DiskStack stack(Filter... filters) {
        return new DiskStack(List.of(filters), plugin, new FailureLog(services, System::nanoTime));
    }

    private Disk open(Filter... filters) {
        return stack(filters).open(connection);
    }

    @Test
    void theFirstFilterIsNearestToTheClient() {
        outer.exports = (context, next) -> renamed(next.listExports(context), "outer");
        inner.exports = (context, next) -> renamed(next.listExports(context), "inner");
        plugin.exports = context -> List.of(new Export("x"));
        assertThat(stack(outer, inner).listExports(connection)).containsExactly(new Export("outer inner x"));
    }

    private static List<Export> renamed(List<Export> exports, String word) {
        return exports.stream()
                .map(export -> new Export(word + " " + export.name()))
                .toList();
    }

    @Test
    void theModelIsThatOfTheWeakestLayer() {
        outer.threadModel = ThreadModel.SERIALIZE_RETIREMENT;
        inner.threadModel = ThreadModel.SERIALIZE_REQUESTS;
        assertThat(stack(outer, inner).threadModel()).isEqualTo(ThreadModel.SERIALIZE_REQUESTS);
    }

    @Test
    void aFilterSeesRequestsAsTheClientMadeThemThoughTheHostEmulatesThemBelow() {
        disk.capabilities = FakeDisk.ALL.toBuilder()
                .zero(Support.EMULATE)
                .fua(Support.EMULATE)
                .build();
        FakeDisk[] seen = new FakeDisk[1];
        outer.opening = (context, next) -> {
            Disk below = next.open(context);
            return new Passing(below) {
                @Override
                public void zero(long offset, long length, RequestFlags flags) {
                    assertThat(flags.fua()).isTrue();
                    seen[0] = disk;
                    next.zero(offset, length, flags);
                }
            };
        };
        open(outer).zero(0, 512, RequestFlags.of(RequestFlags.FUA));
        assertThat(seen[0]).isNotNull();
        assertThat(disk.calls).containsExactly("write 0+512", "flush");
    }

    @Test
    void theHostEmulatesWhatAFilterDoesNotDoItself() {
        outer.opening = (context, next) -> new Passing(next.open(context)) {
            @Override
            public Capabilities capabilities() {
                return next.capabilities().toBuilder().zero(Support.EMULATE).build();
            }
        };
        open(outer).zero(0, 512, RequestFlags.NONE);
        assertThat(disk.calls).containsExactly("write 0+512");
    }

    @Test
    void aFilterThatReturnsWhatItOpenedIsLeftOut() {
        Disk[] below = new Disk[1];
        inner.opening = (context, next) -> below[0] = new Passing(next.open(context));
        Disk without = open(inner);
        Disk with = open(outer, inner);
        assertThat(depth(with)).isEqualTo(depth(without));
    }

    /** How many of the stack's own disks a call goes through. */
    private static int depth(Disk open) {
        int[] frames = new int[1];
        StackWalker walker = StackWalker.getInstance();
        open.extents(0, 4096, RequestFlags.NONE, (offset, length, type) -> {
            frames[0] = (int) walker.<Long>walk(Stream::count).longValue();
            return true;
        });
        return frames[0];
    }

    @Test
    void aFailureBelowReachesTheFilterWithItsNumberAndText() {
        disk.failing("read", new NbdException(Errno.ENOSPC, "full"));
        outer.opening = (context, next) -> new Passing(next.open(context)) {
            @Override
            public void read(ReadRequest request) {
                try {
                    next.read(request);
                } catch (NbdException e) {
                    throw new NbdException(Errno.EPERM, "was " + e.errno() + ": " + e.text());
                }
            }
        };
        assertThatThrownBy(() -> open(outer).read(new FakeRead(0, 512))).hasMessage("was ENOSPC: full");
    }

    @Test
    void anExceptionOfAnyKindBelowReachesTheFilterAsOneThatNamesTheLayer() {
        disk.failing("read", new IllegalStateException("broken"));
        String[] text = new String[1];
        outer.opening = (context, next) -> new Passing(next.open(context)) {
            @Override
            public void read(ReadRequest request) {
                try {
                    next.read(request);
                } catch (NbdException e) {
                    text[0] = e.text();
                }
            }
        };
        open(outer).read(new FakeRead(0, 512));
        assertThat(text[0]).isEqualTo("pread of fake failed: broken");
    }

    @Test
    void aFilterThatBreaksTheContractIsNamed() {
        outer.opening = (context, next) -> new Passing(next.open(context)) {
            @Override
            public void read(ReadRequest request) {
                request.hole(request.offset(), 1);
            }
        };
        assertThatThrownBy(() -> open(outer).read(new FakeRead(0, 512)))
                .hasMessage("pread of outer left a gap: 1 to 512, in the read of 0 to 512");
    }

    @Test
    void aFilterThatAsksForWhatIsNotThereIsNamed() {
        disk.blockSize = new BlockSize(512, 4096, BlockSize.UNLIMITED);
        disk.capabilities = FakeDisk.ALL.toBuilder().canTrim(false).build();
        Disk[] below = new Disk[1];
        outer.opening = (context, next) -> new Passing(below[0] = next.open(context));
        new DiskStack(List.of(outer), plugin, Alignment.REFUSE, new FailureLog(services, System::nanoTime))
                .open(connection);
        assertThatThrownBy(() -> below[0].cache(4096, 512))
                .hasMessage(
                        "cache of outer asked for offset 4096, length 512 of what lies below, which has 4096 bytes");
        assertThatThrownBy(() -> below[0].write(ByteBuffer.allocate(0), 0, RequestFlags.NONE))
                .hasMessage("pwrite of outer asked for offset 0, length 0 of what lies below, which has 4096 bytes, and"
                        + " takes no empty requests");
        assertThatThrownBy(() -> below[0].zero(100, 512, RequestFlags.NONE))
                .hasMessage(
                        "zero of outer asked for offset 100, length 512 of what lies below, which takes multiples of"
                                + " 512 only");
        assertThatThrownBy(() -> below[0].trim(0, 512, RequestFlags.NONE))
                .hasMessage("trim of outer asked for what the disk below cannot do");
    }

    @Test
    void aFilterThatAsksForMoreThanTheDiskBelowTakesAtOnceIsNamed() {
        disk.blockSize = new BlockSize(512, 1024, 1024);
        Disk[] below = new Disk[1];
        outer.opening = (context, next) -> new Passing(below[0] = next.open(context));
        new DiskStack(List.of(outer), plugin, Alignment.REFUSE, new FailureLog(services, System::nanoTime))
                .open(connection);
        assertThatThrownBy(() -> below[0].write(ByteBuffer.allocate(1536), 0, RequestFlags.NONE))
                .hasMessage(
                        "pwrite of outer asked for offset 0, length 1536 of what lies below, which takes 1024 bytes at"
                                + " most");
        assertThatThrownBy(() -> below[0].read(new FakeRead(0, 1536))).hasMessageContaining("takes 1024 bytes at most");
        below[0].zero(0, 1536, RequestFlags.NONE);
        assertThat(disk.calls).containsExactly("zero 0+1536");
    }

    @Test
    void whatAFilterAsksForIsMadeToFitWhatLiesBelow() {
        disk.blockSize = new BlockSize(512, 4096, BlockSize.UNLIMITED);
        Disk[] below = new Disk[1];
        outer.opening = (context, next) -> new Passing(below[0] = next.open(context));
        open(outer);
        below[0].write(ByteBuffer.allocate(10), 600, RequestFlags.NONE);
        assertThat(disk.calls).containsExactly("read 512+512", "write 512+512");
    }

    @Test
    void aSizeIsPassedOnByWhoeverIsAbove() {
        outer.opening = (context, next) -> new Passing(next.open(context)) {
            @Override
            public long size() {
                return next.size() - 512;
            }
        };
        Disk top = open(outer);
        assertThat(top.size()).isEqualTo(4096 - 512);
        disk.size = 8192;
        assertThat(top.size()).isEqualTo(8192 - 512);
    }

    @Test
    void aNewSizeIsNotPassedOnThroughAFilterThatDoesNotKnowOfIt() {
        disk.capabilities = FakeDisk.ALL.toBuilder().canResize(true).build();
        outer.opening = (context, next) -> new Passing(next.open(context));
        assertThat(open(outer).capabilities().canResize()).isFalse();
        assertThat(open().capabilities().canResize()).isTrue();
    }

    @Test
    void whatAFilterOpenedIsClosedIfItsOpenFails() {
        outer.opening = (context, next) -> {
            next.open(context);
            throw new NbdException(Errno.EACCES, "not you");
        };
        assertThatThrownBy(() -> open(outer)).hasMessage("not you");
        assertThat(disk.calls).containsExactly("close");
    }

    @Test
    void aFilterOpensOtherExportsAndReadOnly() {
        OpenContext[] asked = new OpenContext[1];
        plugin.opening = context -> {
            asked[0] = context;
            return disk;
        };
        outer.opening =
                (context, next) -> next.open(context.withExportName("other").withReadOnly(true));
        Disk open = open(outer);
        assertThat(asked[0].exportName()).isEqualTo("other");
        assertThat(open.capabilities().canWrite()).isFalse();
    }

    @Test
    void aFilterSharesADiskBetweenConnections() {
        Disk[] shared = new Disk[1];
        outer.opening = (context, next) -> {
            shared[0] = shared[0] == null ? next.openInBackground("", false) : shared[0];
            return new Passing(shared[0]) {
                @Override
                public void close() {
                    // It is closed in the end.
                }
            };
        };
        DiskStack stack = stack(outer);
        stack.open(connection).close();
        stack.open(connection).close();
        assertThat(disk.calls).isEmpty();
        shared[0].close();
        assertThat(disk.calls).containsExactly("close");
    }

    @Test
    void callsInTheBackgroundHeedTheThreadModel() {
        plugin.threadModel = ThreadModel.SERIALIZE_ALL_REQUESTS;
        DiskStack stack = stack(outer);
        stack.afterFork();
        Disk inBackground = outer.next.openInBackground("", false);
        Disk ofClient = stack.open(connection);
        try (Overlap overlap = new Overlap()) {
            disk.before = call -> overlap.enter();
            overlap.start(() -> inBackground.cache(0, 512));
            overlap.start(() -> ofClient.cache(0, 512));
            assertThat(overlap.inside()).isEqualTo(1);
        }
    }

    @Test
    void aFilterMayHideThatThereIsADefaultExport() {
        outer.defaultExport = (context, next) -> null;
        @Nullable String name = stack(outer).defaultExport(connection);
        assertThat(name).isNull();
    }
}
