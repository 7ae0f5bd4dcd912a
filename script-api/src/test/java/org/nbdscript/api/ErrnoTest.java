package org.nbdscript.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ErrnoTest {
    private static final Pattern DEFINITION = Pattern.compile("#define\\s+(E\\w+)\\s+(\\d+)\\b.*");

    @Test
    void namesAndNumbersAreThoseOfTheKernelsHeaders() throws IOException {
        int seen = 0;
        for (String header : new String[] {"errno-base.h", "errno.h"}) {
            Path path = Path.of("/usr/include/asm-generic", header);
            Assumptions.assumeTrue(Files.exists(path), "needs the kernel's headers (linux-libc-dev): " + path);
            for (String line : Files.readAllLines(path)) {
                Matcher definition = DEFINITION.matcher(line);
                if (definition.matches()) {
                    seen++;
                    assertThat(Errno.byNumber(Integer.parseInt(definition.group(2))))
                            .isNotNull()
                            .isEqualTo(Errno.byName(definition.group(1)));
                }
            }
        }
        assertThat(Errno.values()).hasSize(seen);
    }

    @Test
    void namesAreKnownInAnyCase() {
        assertThat(Errno.byName("enospc")).isEqualTo(Errno.ENOSPC);
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
        assertThat(Errno.byNumber(0)).isNull();
        assertThat(Errno.byNumber(-1)).isNull();
        assertThat(Errno.byNumber(41)).isNull();
        assertThat(Errno.byNumber(4711)).isNull();
    }
}
