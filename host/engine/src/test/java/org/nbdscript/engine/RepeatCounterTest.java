package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RepeatCounterTest {
    private final AtomicLong seconds = new AtomicLong();
    private final List<String> told = new ArrayList<>();

    /** Its keys are a kind and a number; the kind's own key has none. */
    private final RepeatCounter<String> counter = new RepeatCounter<>(
            key -> key.replaceAll("\\d", ""),
            (key, latest, count) -> told.add("%s %s: %d of %d in %d s"
                    .formatted(
                            key, latest, count.untold(), count.total(), TimeUnit.NANOSECONDS.toSeconds(count.nanos()))),
            () -> TimeUnit.SECONDS.toNanos(seconds.get()));

    @Test
    void theFirstOfAKeyIsToldInFullAndTheNextAreCounted() {
        assertThat(counter.isFirst("a1", "x")).isTrue();
        assertThat(counter.isFirst("a2", "x")).isTrue();
        assertThat(counter.isFirst("a1", "y")).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void countsAreToldAtThePowersOfTenWithTheLatestMessage() {
        for (int i = 1; i <= 150; i++) {
            counter.isFirst("a1", "message " + i);
        }
        assertThat(told).containsExactly("a1 message 10: 9 of 10 in 0 s", "a1 message 100: 90 of 100 in 0 s");
    }

    @Test
    void countsAreToldEachMinuteWhileItGoesOn() {
        for (int i = 0; i < 125; i += 25) {
            seconds.set(i);
            counter.isFirst("a1", "x");
        }
        assertThat(told).containsExactly("a1 x: 3 of 4 in 75 s");
    }

    @Test
    void countsOfWhatHappensNoMoreAreToldWhenTheyAreDue() {
        counter.isFirst("a1", "x");
        counter.isFirst("a1", "y");
        seconds.set(59);
        assertThat(counter.tellDue()).as("there is something to tell later").isTrue();
        assertThat(told).isEmpty();
        seconds.set(60);
        assertThat(counter.tellDue()).isFalse();
        assertThat(told).containsExactly("a1 y: 1 of 2 in 60 s");
        seconds.set(200);
        assertThat(counter.tellDue()).isFalse();
        assertThat(told).hasSize(1);
    }

    @Test
    void theRestIsToldAtTheEndOnce() {
        for (int i = 0; i < 12; i++) {
            counter.isFirst("a1", "x");
        }
        counter.isFirst("b1", "x");
        told.clear();
        counter.close();
        counter.close();
        assertThat(told).containsExactly("a1 x: 2 of 12 in 0 s");
    }

    @Test
    void tooManyKeysOfAKindInAMinuteAreCountedAsOne() {
        int first = 0;
        for (int i = 0; i < 1000; i++) {
            first += counter.isFirst("a" + i, "from " + i) ? 1 : 0;
        }
        assertThat(first).isEqualTo(20);
        assertThat(told).containsExactly("a from 29: 10 of 10 in 0 s", "a from 119: 90 of 100 in 0 s");
        assertThat(counter.isFirst("b1", "x")).as("another kind's first").isTrue();
        seconds.set(60);
        assertThat(counter.isFirst("a1000", "x"))
                .as("the first of the next minute")
                .isTrue();
        counter.close();
        assertThat(told).last().isEqualTo("a from 999: 880 of 980 in 60 s");
    }

    @Test
    void manyKeysThatRepeatTellNoMoreThanTheirKindMay() {
        for (int minute = 0; minute < 5; minute++) {
            seconds.set(60 * minute);
            for (int i = 0; i < 20; i++) {
                assertThat(counter.isFirst("a" + (20 * minute + i), "x")).isTrue();
            }
        }
        for (int i = 0; i < 2000; i++) {
            counter.isFirst("a" + i % 100, "x");
        }
        assertThat(told).as("in a minute that has told enough").isEmpty();
        seconds.set(300);
        counter.tellDue();
        assertThat(told).hasSize(20);
    }

    @Test
    void noCountIsLostWhateverIsForgotten() {
        long happened = 0;
        long first = 0;
        for (int i = 0; i < 100_000; i++) {
            seconds.set(i / 25);
            first += counter.isFirst("a" + i % 1777, "x") ? 1 : 0;
            happened++;
        }
        assertThat(first).isGreaterThan(RepeatCounter.MOST_REMEMBERED);
        counter.close();
        long counted = told.stream()
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*: (\\d+) of .*", "$1")))
                .sum();
        assertThat(first + counted).isEqualTo(happened);
        // For each of the 67 minutes, and the end.
        assertThat(first + told.size()).isLessThan(68 * (RepeatCounter.MOST_TOLD_A_MINUTE + 5));
    }
}
