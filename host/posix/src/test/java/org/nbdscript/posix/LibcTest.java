package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Errno;

class LibcTest {
    private static final MethodHandle MISSING = Libc.function(
            "no_such_function_in_any_libc", FunctionDescriptor.of(Libc.LONG, Libc.INT, Libc.POINTER, Libc.LONG));
    private static final MethodHandle ABS = Libc.functionOfWords("abs");
    private static final MethodHandle CLOSE = Libc.functionOfWords("close");

    @Test
    void aMissingFunctionFailsWithEnosysAndItsName() {
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> Libc.call(
                            "no_such_function_in_any_libc", state -> (long) MISSING.invokeExact(state, 1, state, 2L)))
                    .isInstanceOf(PosixException.class)
                    .hasMessage("no_such_function_in_any_libc: ENOSYS (Function not implemented): "
                            + "the C library has no such function");
        }
    }

    @Test
    void aFunctionOfNarrowIntegersTakesAndGivesThemAsWords() throws PosixException {
        long words = Libc.callOnce("abs", state -> (int) (long) ABS.invokeExact(state, -7L, 0L, 0L, 0L, 0L, 0L));
        assertThat(words).isEqualTo(7);
    }

    @Test
    void aFunctionOfWordsTellsItsError() {
        assertThatThrownBy(() ->
                        Libc.call("close", state -> (int) (long) CLOSE.invokeExact(state, -1L, 0L, 0L, 0L, 0L, 0L)))
                .isInstanceOf(PosixException.class)
                .hasMessageStartingWith("close: EBADF");
    }

    @Test
    void aCallIsRepeatedWhenASignalInterruptsIt() throws PosixException {
        int[] calls = {0};
        long result = Libc.call("sleepy", state -> {
            calls[0]++;
            if (calls[0] < 3) {
                throw new PosixException("sleepy", Errno.EINTR.number());
            }
            return 7;
        });
        assertThat(result).isEqualTo(7);
        assertThat(calls[0]).isEqualTo(3);
    }
}
