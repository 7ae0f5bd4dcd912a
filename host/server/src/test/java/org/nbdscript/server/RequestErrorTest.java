package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;

/** Which error of the protocol stands for a disk's failure. */
@Timeout(60)
class RequestErrorTest {
    @ParameterizedTest
    @CsvSource({
        "EPERM, EPERM, a text",
        "EROFS, EPERM, EROFS: a text",
        "EIO, EIO, a text",
        "ENOMEM, ENOMEM, a text",
        "EINVAL, EINVAL, a text",
        "ENOSPC, ENOSPC, a text",
        "EDQUOT, ENOSPC, EDQUOT: a text",
        "EFBIG, ENOSPC, EFBIG: a text",
        "ESHUTDOWN, ESHUTDOWN, a text",
        "ENOTSUP, EINVAL, ENOTSUP: a text",
        "EOVERFLOW, EINVAL, EOVERFLOW: a text",
        "ENOENT, EINVAL, ENOENT: a text",
        "ETIMEDOUT, EINVAL, ETIMEDOUT: a text",
    })
    void failuresAreMappedToTheProtocolsErrors(Errno errno, NbdError error, String text) {
        assertThat(RequestError.of(new NbdException(errno, "a text"), CommandFlags.NONE))
                .isEqualTo(new RequestError(error, text));
    }

    @Test
    void enotsupIsKeptWithFastZeroAndEoverflowWithDf() {
        assertThat(RequestError.of(new NbdException(Errno.ENOTSUP, "x"), CommandFlags.of(CommandFlags.FAST_ZERO))
                        .error())
                .isEqualTo(NbdError.ENOTSUP);
        assertThat(RequestError.of(new NbdException(Errno.EOVERFLOW, "x"), CommandFlags.of(CommandFlags.DF))
                        .error())
                .isEqualTo(NbdError.EOVERFLOW);
    }

    @Test
    void theTextReachesTheClientUpTo4096Bytes() throws IOException {
        FakeDisk disk = new FakeDisk(10_000);
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            disk.onRead = request -> {
                throw new NbdException(Errno.EDQUOT, "nothing left: \u00e4".repeat(1000));
            };
            Reply reply = client.call(NbdCommand.READ, 0, 0, 100);
            reply.assertError(NbdError.ENOSPC);
            assertThat(reply.message())
                    .startsWith("EDQUOT: nothing left: \u00e4nothing")
                    .hasSizeBetween(3000, 4096);
        }
    }

    @Test
    void anythingElseThatADiskThrowsIsEio() throws IOException {
        FakeDisk disk = new FakeDisk(10_000);
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            disk.onFlush = () -> {
                throw new IllegalStateException("out of order");
            };
            disk.onRead = request -> recurse(1);
            Reply flush = client.call(NbdCommand.FLUSH, 0, 0, 0);
            flush.assertError(NbdError.EIO);
            assertThat(flush.message()).contains("out of order");
            client.call(NbdCommand.READ, 0, 0, 100).assertError(NbdError.EIO);
            client.callWrite(0, 0, new byte[10]).assertSuccess();
        }
    }

    @SuppressWarnings("InfiniteRecursion") // overflows the stack, as a script may
    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }

    @Test
    void fastZeroThatIsNotFastIsEnotsup() throws IOException {
        FakeDisk disk = new FakeDisk(10_000);
        disk.onZero = flags -> {
            if (flags.fastZero()) {
                throw new NbdException(Errno.ENOTSUP, "slow");
            }
        };
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            client.call(NbdCommand.WRITE_ZEROES, CommandFlags.FAST_ZERO, 0, 10).assertError(NbdError.ENOTSUP);
            client.call(NbdCommand.WRITE_ZEROES, 0, 0, 10).assertSuccess();
            assertThat(server.services.errors).isEmpty();
        }
    }
}
