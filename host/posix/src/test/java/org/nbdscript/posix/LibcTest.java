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
