package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

class FuaFilterTest extends FilterContract {
    private static final RequestFlags FUA = RequestFlags.of(RequestFlags.FUA);

    /** What reaches the plugin. */
    private final List<String> calls = new ArrayList<>();

    @Override
    protected Filter filter() {
        return new FuaFilter();
    }

    @Override
    protected String[] parameters() {
        return new String[] {"fua-mode=emulate", "flush-on-close=true"};
    }

    private final class Recorder implements Plugin, Disk {
        private Capabilities capabilities = ModelPlugin.EVERYTHING;

        @Override
        public String name() {
            return "recorder";
        }

        @Override
        public String description() {
            return "Says what it is asked for.";
        }

        @Override
        public Disk open(OpenContext context) {
            return this;
        }

        @Override
        public Capabilities capabilities() {
            return capabilities;
        }

        @Override
        public long size() {
            return 512;
        }

        @Override
        public void read(ReadRequest request) {
            request.hole(request.offset(), request.length());
        }

        @Override
        public void write(ByteBuffer data, long offset, RequestFlags flags) {
            calls.add("write " + flags);
        }

        @Override
        public void flush() {
            calls.add("flush");
        }
    }

    private List<String> callsOf(String... parameters) {
        try (Disk disk = FilterStack.start(filter(), new Recorder(), parameters).open()) {
            disk.write(ByteBuffer.allocate(1), 0, FUA);
            disk.write(ByteBuffer.allocate(1), 0, RequestFlags.NONE);
            disk.flush();
        }
        return calls;
    }

    @Test
    void noneHidesIt() {
        Disk disk = FilterStack.start(filter(), new Recorder()).open();
        assertThat(disk.capabilities().fua()).isEqualTo(Support.NONE);
        assertThat(disk.capabilities().canFlush()).isTrue();
    }

    @Test
    void emulateFlushesAfterTheWrite() {
        assertThat(callsOf("fua-mode=emulate")).containsExactly("write ", "flush", "write ", "flush");
    }

    @Test
    void nativePassesItOn() {
        assertThat(callsOf("fua-mode=native")).containsExactly("write fua", "write ", "flush");
    }

    @Test
    void forceMakesAllWritesDurableAndFlushesNeedless() {
        assertThat(callsOf("fua-mode=force")).containsExactly("write fua", "write fua");
    }

    @Test
    void discardDropsAllOfIt() {
        assertThat(callsOf("fua-mode=discard")).containsExactly("write ", "write ");
    }

    @Test
    void passChangesNothing() {
        assertThat(callsOf("fua-mode=pass")).containsExactly("write fua", "write ", "flush");
    }

    @Test
    void aCloseCanFlush() {
        assertThat(callsOf("fua-mode=discard", "flush-on-close=yes")).containsExactly("write ", "write ", "flush");
    }

    @Test
    void whatThePluginLacksIsSaidWhenAClientComes() {
        Recorder recorder = new Recorder();
        recorder.capabilities = Capabilities.builder().canWrite(true).build();
        FilterStack stack = FilterStack.start(filter(), recorder, "fua-mode=force");
        assertThatThrownBy(stack::open).hasMessage("fua: fua-mode=force needs a plugin that has FUA");
    }
}
