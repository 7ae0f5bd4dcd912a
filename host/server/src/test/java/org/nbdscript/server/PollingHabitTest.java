package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a connection polls before it sleeps. */
class PollingHabitTest {
    private static final long SHORT = 20_000;
    private static final long LONG = 5_000_000;

    private final PollingHabit habit = new PollingHabit();

    @Test
    void pollsAtFirst() {
        assertThat(habit.isWorthwhile()).isTrue();
    }

    @Test
    void goesOnAsLongAsMostPollsFindInput() {
        for (int i = 0; i < 1000; i++) {
            assertThat(habit.isWorthwhile()).isTrue();
            if (i % 6 == 5) {
                habit.miss();
            } else {
                habit.hit();
            }
        }
    }

    @Test
    void endsAfterAFewMissesHoweverGoodItWas() {
        for (int i = 0; i < 1000; i++) {
            habit.hit();
        }
        int misses = 0;
        while (habit.isWorthwhile()) {
            habit.miss();
            misses++;
        }
        assertThat(misses).isBetween(2, 5);
    }

    @Test
    void staysAwayWhileSleepsAreLong() {
        habit.miss();
        for (int i = 0; i < 1000; i++) {
            habit.slept(LONG);
        }
        assertThat(habit.isWorthwhile()).isFalse();
    }

    @Test
    void isTriedAgainOnlyAfterManyShortSleeps() {
        habit.miss();
        int sleeps = 0;
        while (!habit.isWorthwhile()) {
            habit.slept(SHORT);
            sleeps++;
        }
        assertThat(sleeps).isBetween(16, 64);
    }
}
