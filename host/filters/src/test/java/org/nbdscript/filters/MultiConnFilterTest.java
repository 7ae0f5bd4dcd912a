package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.fakes.FakeConnection;

class MultiConnFilterTest extends FilterContract {
    /** The exports whose disks were flushed, in this order. */
    private final List<String> flushed = new CopyOnWriteArrayList<>();

    private boolean canMultiConn;
    private boolean canFlush = true;
    private ThreadModel model = ThreadModel.PARALLEL;

    @Override
    protected Filter filter() {
        return new MultiConnFilter();
    }

    @Override
    protected String[] parameters() {
        return new String[] {"multi-conn-mode=emulate"};
    }

    /** A plugin whose disks do nothing but tell when they are flushed. */
    private final class FlushTeller implements Plugin {
        @Override
        public String name() {
            return "teller";
        }

        @Override
        public String description() {
            return "Tells.";
        }

        @Override
        public ThreadModel threadModel() {
            return model;
        }

        @Override
        public Disk open(OpenContext context) {
            return new Disk() {
                @Override
                public long size() {
                    return 4096;
                }

                @Override
                public Capabilities capabilities() {
                    return Capabilities.builder()
                            .canWrite(true)
                            .canFlush(canFlush)
                            .canMultiConn(canMultiConn)
                            .fua(canFlush ? Support.EMULATE : Support.NONE)
                            .build();
                }

                @Override
                public void read(ReadRequest request) {}

                @Override
                public void write(ByteBuffer data, long offset, RequestFlags flags) {}

                @Override
                public void flush() {
                    flushed.add(context.exportName());
                }
            };
        }
    }

    private FilterStack start(String... parameters) {
        return FilterStack.start(filter(), new FlushTeller(), parameters);
    }

    private static Disk open(FilterStack stack, String export) {
        return stack.stack().open(new FakeConnection(export, false));
    }

    private static void write(Disk disk, int flags) {
        disk.write(ByteBuffer.allocate(1), 0, RequestFlags.of(flags));
    }

    @Test
    void aFlushFlushesAllConnectionsThatHaveWritten() {
        try (FilterStack stack = start();
                Disk one = open(stack, "one");
                Disk two = open(stack, "two");
                Disk three = open(stack, "three")) {
            assertThat(one.capabilities().canMultiConn()).isTrue();
            write(one, 0);
            write(two, 0);
            three.flush();
            assertThat(flushed).containsExactly("one", "two");
            three.flush();
            assertThat(flushed).hasSize(2);
        }
    }

    @Test
    void aWriteWithFuaIsAFlush() {
        try (FilterStack stack = start();
                Disk one = open(stack, "one");
                Disk two = open(stack, "two")) {
            write(one, 0);
            write(two, RequestFlags.FUA);
            assertThat(flushed).containsExactly("one", "two");
        }
    }

    @Test
    void withFastTrackingAllAreFlushedIfAnyHasWritten() {
        try (FilterStack stack = start("multi-conn-track-dirty=fast");
                Disk one = open(stack, "one");
                Disk two = open(stack, "two")) {
            two.flush();
            assertThat(flushed).isEmpty();
            write(one, 0);
            two.flush();
            assertThat(flushed).containsExactly("one", "two");
        }
    }

    @Test
    void withoutTrackingAllAreFlushedAlways() {
        try (FilterStack stack = start("multi-conn-track-dirty=off");
                Disk one = open(stack, "one");
                Disk two = open(stack, "two")) {
            one.flush();
            assertThat(flushed).containsExactly("one", "two");
            flushed.clear();
            two.flush();
            assertThat(flushed).containsExactly("one", "two");
        }
    }

    @Test
    void exportsMayHaveNothingToDoWithEachOther() {
        try (FilterStack stack = start("multi-conn-exportname=true");
                Disk one = open(stack, "one");
                Disk two = open(stack, "two")) {
            write(one, 0);
            write(two, 0);
            two.flush();
            assertThat(flushed).containsExactly("two");
        }
    }

    @Test
    void aConnectionThatHasEndedIsNotFlushedAnyMore() {
        try (FilterStack stack = start();
                Disk two = open(stack, "two")) {
            Disk one = open(stack, "one");
            write(one, 0);
            one.close();
            two.flush();
            assertThat(flushed).isEmpty();
        }
    }

    @Test
    void whatTheDiskSaysIsKeptUnlessItIsToBeOtherwise() {
        canMultiConn = true;
        try (FilterStack stack = start();
                Disk one = open(stack, "one");
                Disk two = open(stack, "two")) {
            write(one, 0);
            two.flush();
            assertThat(flushed).as("as the plugin does").containsExactly("two");
        }
        assertThat(open(start("multi-conn-mode=disable"), "").capabilities().canMultiConn())
                .isFalse();
        canMultiConn = false;
        assertThat(open(start("multi-conn-mode=plugin"), "").capabilities().canMultiConn())
                .isFalse();
        assertThat(open(start("multi-conn-mode=unsafe"), "").capabilities().canMultiConn())
                .isTrue();
    }

    @Test
    void whereConnectionsComeOneAfterAnotherNoneRelyOnAnother() {
        model = ThreadModel.SERIALIZE_CONNECTIONS;
        try (FilterStack stack = start();
                Disk disk = open(stack, "")) {
            assertThat(disk.capabilities().canMultiConn()).isFalse();
        }
    }

    @Test
    void aDiskWithoutFlushCannotBeEmulated() {
        canFlush = false;
        FilterStack stack = start();
        assertThatThrownBy(() -> open(stack, "")).hasMessageContaining("no flush");
    }
}
