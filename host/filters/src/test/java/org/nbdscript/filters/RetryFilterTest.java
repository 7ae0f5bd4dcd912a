package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.fakes.FakeConnection;

class RetryFilterTest extends FilterContract {
    private final FakeConnection connection = new FakeConnection();

    @Override
    protected Filter filter() {
        return new RetryFilter();
    }

    @Override
    protected String[] parameters() {
        return new String[] {"retry-delay=0", "retries=1"};
    }

    /** A plugin whose first disks fail, and whose others do not. */
    private static final class Flaky implements Plugin {
        private final int bad;
        private int opened;
        private int open;

        Flaky(int bad) {
            this.bad = bad;
        }

        @Override
        public String name() {
            return "flaky";
        }

        @Override
        public String description() {
            return "Fails at first.";
        }

        @Override
        public Disk open(OpenContext context) {
            boolean fails = opened++ < bad;
            open++;
            return new Disk() {
                @Override
                public long size() {
                    return 512;
                }

                @Override
                public Capabilities capabilities() {
                    return ModelPlugin.EVERYTHING;
                }

                @Override
                public void read(ReadRequest request) {
                    if (fails) {
                        request.data(request.offset(), ByteBuffer.wrap(new byte[] {9}));
                        throw new NbdException(Errno.EIO, "a bad disk");
                    }
                    request.hole(request.offset(), request.length());
                }

                @Override
                public void write(ByteBuffer data, long offset, RequestFlags flags) {
                    if (fails) {
                        throw new NbdException(Errno.EIO, "a bad disk");
                    }
                }

                @Override
                public void close() {
                    open--;
                }
            };
        }
    }

    @Test
    void aDiskThatFailsIsOpenedAgainUntilOneDoesNot() {
        Flaky plugin = new Flaky(3);
        FilterStack stack = FilterStack.start(filter(), plugin, "retry-delay=1s");
        try (Disk disk = stack.stack().open(connection)) {
            assertThat(ModelRead.of(disk, 0, 4)).containsOnly(0);
            assertThat(plugin.opened).isEqualTo(4);
            assertThat(plugin.open).isEqualTo(1);
        }
        assertThat(connection.sleeps)
                .isEqualTo(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)));
        assertThat(plugin.open).isZero();
    }

    @Test
    void aWaitCanStayTheSame() {
        FilterStack stack =
                FilterStack.start(filter(), new Flaky(9), "retry-delay=1s", "retry-exponential=no", "retries=2");
        try (Disk disk = stack.stack().open(connection)) {
            assertThatThrownBy(() -> ModelRead.of(disk, 0, 4)).hasMessage("a bad disk");
        }
        assertThat(connection.sleeps).isEqualTo(List.of(Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }

    @Test
    void aDiskCanBeOpenedAgainForReadingOnly() {
        FilterStack stack =
                FilterStack.start(filter(), new Flaky(1), "retry-readonly=true", "retry-delay=0", "retries=1");
        try (Disk disk = stack.stack().open(connection)) {
            assertThatThrownBy(() -> disk.write(ByteBuffer.allocate(1), 0, RequestFlags.NONE))
                    .hasMessage("retry: the disk can be read only since it was opened again");
            assertThat(ModelRead.of(disk, 0, 4)).containsOnly(0);
        }
    }
}
