package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LinuxErrnoTest {
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
                    assertThat(LinuxErrno.byNumber(Integer.parseInt(definition.group(2))))
                            .contains(LinuxErrno.valueOf(definition.group(1)));
                }
            }
        }
        assertThat(LinuxErrno.values()).hasSize(seen);
    }

    @Test
    void unknownNumbersHaveNoName() {
        assertThat(LinuxErrno.byNumber(0)).isEmpty();
        assertThat(LinuxErrno.byNumber(-1)).isEmpty();
        assertThat(LinuxErrno.byNumber(41)).isEmpty();
        assertThat(LinuxErrno.byNumber(Integer.MAX_VALUE)).isEmpty();
        assertThat(new PosixException("open", 4711).errnoName()).isEqualTo("errno 4711");
        assertThat(new PosixException("open", 4711)).hasMessage("open: errno 4711");
    }
}
