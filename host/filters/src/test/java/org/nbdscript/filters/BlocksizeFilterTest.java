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

class BlocksizeFilterTest extends FilterContract {
    private final List<String> calls = new ArrayList<>();

    @Override
    protected Filter filter() {
        return new BlocksizeFilter();
    }

    @Override
    protected String[] parameters() {
        return new String[] {"minblock=1K", "maxdata=4K", "maxlen=8K"};
    }

    private final class Recorder implements Plugin, Disk {
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
            return ModelPlugin.EVERYTHING;
        }

        @Override
        public long size() {
            return 65536 + 100;
        }

        @Override
        public void read(ReadRequest request) {
            calls.add("read " + request.offset() + "+" + request.length());
            request.hole(request.offset(), request.length());
        }

        @Override
        public void write(ByteBuffer data, long offset, RequestFlags flags) {
            calls.add("write " + offset + "+" + data.remaining());
        }

        @Override
        public void zero(long offset, long length, RequestFlags flags) {
            calls.add("zero " + offset + "+" + length);
        }
    }

    private Disk open(String... parameters) {
        return FilterStack.start(filter(), new Recorder(), parameters).open();
    }

    @Test
    void aPartOfABlockIsReadChangedAndWrittenBack() {
        try (Disk disk = open("minblock=4K")) {
            disk.write(ByteBuffer.allocate(10), 5000, RequestFlags.NONE);
            assertThat(calls).containsExactly("read 4096+4096", "write 4096+4096");
        }
    }

    @Test
    void whatIsTooLongIsSplit() {
        try (Disk disk = open("maxdata=16K", "maxlen=32K")) {
            disk.write(ByteBuffer.allocate(40000), 0, RequestFlags.NONE);
            disk.zero(0, 65536, RequestFlags.NONE);
            assertThat(calls)
                    .containsExactly(
                            "write 0+16384",
                            "write 16384+16384",
                            "write 32768+7232",
                            "zero 0+32768",
                            "zero 32768+32768");
        }
    }

    @Test
    void anIncompleteBlockAtTheEndIsNoPartOfTheDisk() {
        assertThat(open("minblock=4K").size()).isEqualTo(65536);
    }

    @Test
    void sizesThatDoNotFitTogetherAreRefused() {
        assertThatThrownBy(() -> open("minblock=1000")).hasMessage("minblock: expected a power of two, got 1000");
        assertThatThrownBy(() -> open("minblock=4K", "maxdata=6K"))
                .hasMessage("maxdata: expected a multiple of minblock, which is 4096, got 6144");
    }
}
