package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.fakes.FakeConnection;

class SpinningFilterTest extends FilterContract {
    private static final int SIZE = 1 << 20;

    private final FakeConnection connection = new FakeConnection();

    @Override
    protected Filter filter() {
        return new SpinningFilter();
    }

    private Disk open(String... parameters) {
        return FilterStack.start(filter(), new ModelPlugin(new byte[SIZE]), parameters)
                .stack()
                .open(connection);
    }

    private List<Long> seeks() {
        return connection.sleeps.stream()
                .map(sleep -> sleep.toNanos() / 100_000)
                .toList();
    }

    @Test
    void aReadThatFollowsTheOneBeforeNeedsNoSeek() {
        Disk disk = open();
        ModelRead.of(disk, 0, 4096);
        ModelRead.of(disk, 4096, 4096);
        assertThat(connection.sleeps).isEmpty();
    }

    @Test
    void aSeekTakesTheLongerTheFartherItGoes() {
        Disk disk = open("min-seek-time=1ms", "half-seek-time=5ms", "max-seek-time=10ms");
        ModelRead.of(disk, SIZE / 2, 512);
        ModelRead.of(disk, 0, 512);
        ModelRead.of(disk, SIZE - 512, 512);
        ModelRead.of(disk, 0, 512);
        assertThat(seeks()).containsExactly(50L, 50L, 99L, 100L);
    }

    @Test
    void headsThatMoveTogetherAreOverTheSameTrackOfTheirParts() {
        Disk disk = open("heads=4");
        ModelRead.of(disk, 0, 4096);
        ModelRead.of(disk, SIZE / 4 + 4096, 4096);
        assertThat(connection.sleeps).isEmpty();
    }

    @Test
    void separateHeadsEachStayWhereTheyAre() {
        Disk disk = open("heads=2", "separate-heads=true");
        for (int i = 0; i < 4; i++) {
            ModelRead.of(disk, i * 512L, 512);
            ModelRead.of(disk, SIZE / 2 + i * 512L, 512);
        }
        assertThat(connection.sleeps).isEmpty();
        ModelRead.of(disk, 0, 512);
        assertThat(connection.sleeps).hasSize(1);
    }
}
