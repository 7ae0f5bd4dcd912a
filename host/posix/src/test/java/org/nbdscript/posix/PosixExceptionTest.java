package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nbdscript.api.Errno;

class PosixExceptionTest {
    @Test
    void theMessageHasTheCallAndTheErrorsNameAndText() {
        PosixException exception = new PosixException("fallocate", Errno.ENOSPC.number());
        assertThat(exception).hasMessage("fallocate: ENOSPC (No space left on device)");
        assertThat(exception.errno()).isEqualTo(Errno.ENOSPC);
        assertThat(exception.is(Errno.ENOSPC)).isTrue();
    }

    @Test
    void aNumberThatLinuxDoesNotDefineIsAnInputOutputErrorAndInTheMessage() {
        PosixException exception = new PosixException("open", 4711);
        assertThat(exception).hasMessage("open: errno 4711");
        assertThat(exception.errno()).isEqualTo(Errno.EIO);
        assertThat(exception.is(Errno.EIO)).isFalse();
    }
}
