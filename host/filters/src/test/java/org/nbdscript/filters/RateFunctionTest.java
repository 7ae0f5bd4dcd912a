package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.ConfinedFunction;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Peer;
import org.nbdscript.fakes.FakeConnection;

class RateFunctionTest {
    private final AtomicLong clock = new AtomicLong(1);
    private final List<String> complaints = new ArrayList<>();
    private final FakeConnection connection = new FakeConnection("disk", false);
    private final FakeFunction function = new FakeFunction();

    /** A function whose answer a test sets. */
    private static final class FakeFunction implements ConfinedFunction {
        private final List<List<? extends Map<String, ?>>> calls = new ArrayList<>();
        private @Nullable Object answer = 1000L;

        @Override
        public @Nullable Object call(List<? extends Map<String, ?>> arguments) {
            calls.add(arguments);
            if (answer instanceof NbdException failure) {
                throw failure;
            }
            return answer;
        }

        @Override
        public void close() {}
    }

    private RateFunction rate() {
        return new RateFunction(
                function, connection, () -> LocalDateTime.of(2026, 7, 1, 8, 30, 15), clock::get, complaints::add);
    }

    @Test
    void theFunctionKnowsTheTimeAndTheConnection() {
        connection.peer = new Peer(
                new InetSocketAddress("10.0.0.1", 1000),
                OptionalLong.empty(),
                OptionalLong.of(7),
                OptionalLong.empty());
        rate();
        assertThat(function.calls.getFirst().getFirst())
                .isEqualTo(Map.of(
                        "year", 2026L, "month", 7L, "day", 1L, "weekday", 3L, "hour", 8L, "minute", 30L, "second",
                        15L));
        assertThat(function.calls.getFirst().getLast())
                .isEqualTo(
                        Map.of("address", "10.0.0.1", "export", "disk", "readOnly", false, "tls", false, "user", 7L));
    }

    @Test
    void itIsAskedOnceASecondAtMost() {
        RateFunction rate = rate();
        function.answer = 2000.7;
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
        assertThat(rate.bitsPerSecond()).isEqualTo(1000);
        clock.incrementAndGet();
        assertThat(rate.bitsPerSecond()).isEqualTo(2000);
        assertThat(rate.bitsPerSecond()).isEqualTo(2000);
        assertThat(function.calls).hasSize(2);
    }

    @Test
    void aFunctionThatFailsAtFirstFailsTheOpening() {
        function.answer = new NbdException(Errno.EIO, "it took too long");
        assertThatThrownBy(this::rate).isInstanceOf(NbdException.class).hasMessage("rate-function: it took too long");
    }

    @Test
    void aFunctionThatFailsLaterLeavesTheRateAsItIs() {
        RateFunction rate = rate();
        function.answer = new NbdException(Errno.EIO, "it took too long");
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(rate.bitsPerSecond()).isEqualTo(1000);
        assertThat(complaints).containsExactly("rate-function: it took too long; the rate stays at 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "-1", "NaN", "Infinity", "true"})
    void whatIsNoRateIsRefused(String answer) {
        function.answer = switch (answer) {
            case "fast" -> answer;
            case "true" -> true;
            case "-1" -> -1L;
            default -> Double.valueOf(answer);
        };
        assertThatThrownBy(this::rate)
                .hasMessage("rate-function: expected bits a second, 0 or more, got '" + answer + "'");
    }
}
