package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.Support;
import org.nbdscript.api.ThreadModel;

/** What {@code readahead} and {@code scan} have the disk below cache. */
@Timeout(60)
class PrefetchFiltersTest {
    private static final long SIZE = 10 << 20;

    private final List<String> cached = new CopyOnWriteArrayList<>();
    private Support support = Support.NATIVE;
    private ThreadModel model = ThreadModel.PARALLEL;

    private final class CacheTeller implements Plugin {
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
                    return SIZE;
                }

                @Override
                public Capabilities capabilities() {
                    return Capabilities.builder().cache(support).build();
                }

                @Override
                public void read(ReadRequest request) {}

                @Override
                public void cache(long offset, long length) {
                    cached.add(offset + "+" + length);
                }
            };
        }
    }

    private FilterStack start(Filter filter, String... parameters) {
        return FilterStack.start(filter, new CacheTeller(), parameters);
    }

    private void awaitCached(String... ranges) {
        Awaitility.await().untilAsserted(() -> assertThat(cached).containsExactly(ranges));
    }

    @Test
    void readaheadCachesWhatFollowsInWindowsThatGrow() {
        try (FilterStack stack = start(new ReadaheadFilter());
                Disk disk = stack.open()) {
            ModelRead.of(disk, 0, 4096);
            ModelRead.of(disk, 4096, 4096);
            awaitCached("8192+32768");
            ModelRead.of(disk, 8192, 4096);
            awaitCached("8192+32768", "40960+36864");
        }
    }

    @Test
    void readaheadCachesNothingForReadsHereAndThere() {
        try (FilterStack stack = start(new ReadaheadFilter())) {
            try (Disk disk = stack.open()) {
                ModelRead.of(disk, 8192, 4096);
                ModelRead.of(disk, 4096, 4096);
                ModelRead.of(disk, 0, 4096);
            }
            stack.filter().cleanup();
            assertThat(cached).isEmpty();
        }
    }

    @Test
    void scanCachesTheWholeDiskOnce() {
        try (FilterStack stack = start(new ScanFilter(), "scan-size=4M");
                Disk disk = stack.open()) {
            assertThat(disk.size()).isEqualTo(SIZE);
            awaitCached("0+4194304", "4194304+4194304", "8388608+2097152");
        }
    }

    @Test
    void scanGoesOnBehindWhatAClientReadsUnlessItIsToldNotTo() {
        try (FilterStack stack = start(new ScanFilter(), "scan-size=8M");
                Disk disk = stack.open()) {
            ModelRead.of(disk, SIZE - 512, 512);
            Awaitility.await().until(() -> !cached.isEmpty());
            assertThat(cached.getFirst()).isEqualTo("0+8388608");
        }
        cached.clear();
        try (FilterStack stack = start(new ScanFilter(), "scan-size=4M", "scan-ahead=false");
                Disk disk = stack.open()) {
            ModelRead.of(disk, SIZE - 512, 512);
            awaitCached("0+4194304", "4194304+4194304", "8388608+2097152");
        }
    }

    @Test
    void scanForeverBeginsAgain() {
        try (FilterStack stack = start(new ScanFilter(), "scan-forever=true", "scan-size=8M");
                Disk disk = stack.open()) {
            assertThat(disk.size()).isEqualTo(SIZE);
            Awaitility.await().until(() -> cached.size() > 4);
            assertThat(List.copyOf(cached).subList(0, 4))
                    .containsExactly("0+8388608", "8388608+2097152", "0+8388608", "8388608+2097152");
        }
    }

    @Test
    void whereNothingCanBeCachedAWarningSaysWhy() {
        support = Support.NONE;
        FilterStack stack = start(new ReadaheadFilter());
        stack.open().close();
        assertThat(stack.services().log).singleElement().asString().contains("cannot cache");
        support = Support.NATIVE;
        model = ThreadModel.SERIALIZE_REQUESTS;
        FilterStack serial = start(new ScanFilter());
        serial.open().close();
        assertThat(serial.services().log).singleElement().asString().contains("in parallel");
    }

    @Test
    void theSizeOfAStepIsAPowerOfTwo() {
        assertThatThrownBy(() -> start(new ScanFilter(), "scan-size=5000")).hasMessageContaining("power of two");
    }

    static class ReadaheadContractTest extends FilterContract {
        @Override
        protected Filter filter() {
            return new ReadaheadFilter();
        }
    }

    static class ScanContractTest extends FilterContract {
        @Override
        protected Filter filter() {
            return new ScanFilter();
        }
    }
}
