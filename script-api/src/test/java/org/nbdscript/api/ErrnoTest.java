package org.nbdscript.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test
    void namesAndNumbersAreLinuxs() {
        assertThat(Errno.byName("enospc")).isEqualTo(Errno.ENOSPC);
        assertThat(Errno.ENOSPC.number()).isEqualTo(28);
        assertThat(Errno.byNumber(108)).isEqualTo(Errno.ESHUTDOWN);
        assertThat(Errno.ENOSPC.text()).isEqualTo("No space left on device");
    }

    @Test
    void aliasesAreKnown() {
        assertThat(Errno.byName("EOPNOTSUPP")).isEqualTo(Errno.ENOTSUP);
        assertThat(Errno.byName("EWOULDBLOCK")).isEqualTo(Errno.EAGAIN);
    }

    @Test
    void unknownOnesAreNull() {
        assertThat(Errno.byName("EWHATEVER")).isNull();
        assertThat(Errno.byNumber(4711)).isNull();
    }
}
