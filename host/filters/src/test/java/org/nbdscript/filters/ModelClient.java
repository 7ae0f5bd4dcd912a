package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

/** A client that makes random requests in a range of its own, and knows what they must return. */
final class ModelClient {
    /** Few requests are longer. */
    private static final int USUAL = 3000;

    private final Disk disk;
    private final Capabilities can;
    private final byte[] model;
    private final int first;
    private final int end;
    private final int alignment;
    private final Random random;
    private final UnaryOperator<byte[]> shown;
    private String request = "no request";

    /**
     * A client of the range from {@code first} to {@code end}; no other one may write there.
     *
     * @param shown how what was written reads
     */
    ModelClient(Disk disk, byte[] model, int first, int end, long seed, UnaryOperator<byte[]> shown) {
        BlockSize blockSize = disk.blockSize();
        this.disk = disk;
        this.can = disk.capabilities();
        this.model = model;
        this.alignment = blockSize == null ? 1 : blockSize.minimum();
        this.first = (first + alignment - 1) / alignment * alignment;
        this.end = end / alignment * alignment;
        this.random = new Random(seed);
        this.shown = shown;
    }

    void make(int requests) {
        for (int i = 0; i < requests && first < end; i++) {
            int offset = first + random.nextInt((end - first) / alignment) * alignment;
            int longest = random.nextInt(8) == 0 ? end - offset : Math.min(end - offset, USUAL);
            int length = Math.max(alignment, (1 + random.nextInt(longest)) / alignment * alignment);
            try {
                step(offset, length);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("request " + i + " failed: " + request + " " + offset + "+" + length, e);
            }
        }
    }

    private void step(int offset, int length) {
        int kind = can.canWrite() ? random.nextInt(8) : 6 + random.nextInt(2);
        switch (kind) {
            case 0, 1 -> write(offset, length);
            case 2 -> zero(offset, length);
            case 3 -> trim(offset, length);
            case 4 -> flush();
            case 5 -> cache(offset, length);
            case 6 -> read(offset, length);
            default -> extents(offset, length);
        }
    }

    private RequestFlags flags(int wanted) {
        int allowed = can.fua() == Support.NONE ? wanted & ~RequestFlags.FUA : wanted;
        return RequestFlags.of(random.nextInt(16) & allowed);
    }

    private void read(int offset, int length) {
        request = "read";
        assertThat(ModelRead.of(disk, offset, length)).isEqualTo(Arrays.copyOfRange(model, offset, offset + length));
    }

    private void write(int offset, int length) {
        request = "write";
        byte[] bytes = new byte[length + 2];
        // Few bytes that often repeat, so that there are zeroes as well.
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(200) == 0 ? random.nextInt() : i / 128);
        }
        ByteBuffer data = random.nextBoolean()
                ? ByteBuffer.wrap(bytes)
                : ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
        disk.write(data.asReadOnlyBuffer().position(1).limit(length + 1), offset, flags(RequestFlags.FUA));
        System.arraycopy(shown.apply(bytes), 1, model, offset, length);
    }

    private void zero(int offset, int length) {
        if (can.zero() == Support.NONE) {
            return;
        }
        int fast = can.canFastZero() ? RequestFlags.FAST_ZERO : 0;
        RequestFlags flags = flags(RequestFlags.FUA | RequestFlags.MAY_TRIM | fast);
        request = "zero " + flags;
        try {
            disk.zero(offset, length, flags);
            Arrays.fill(model, offset, offset + length, (byte) 0);
        } catch (NbdException e) {
            assertThat(e.errno()).isEqualTo(Errno.ENOTSUP);
            assertThat(flags.fastZero()).isTrue();
        }
    }

    /** What reads after it is undefined, but stays. */
    private void trim(int offset, int length) {
        if (can.canTrim()) {
            request = "trim";
            disk.trim(offset, length, flags(RequestFlags.FUA));
            System.arraycopy(ModelRead.of(disk, offset, length), 0, model, offset, length);
        }
    }

    private void flush() {
        if (can.canFlush()) {
            request = "flush";
            disk.flush();
        }
    }

    private void cache(int offset, int length) {
        if (can.cache() != Support.NONE) {
            request = "cache";
            disk.cache(offset, length);
        }
    }

    private void extents(int offset, int length) {
        request = "extents";
        long[] reached = {offset};
        disk.extents(offset, length, flags(RequestFlags.REQ_ONE), (start, count, type) -> {
            assertThat(start).isEqualTo(reached[0]);
            assertThat(count).isPositive();
            reached[0] = start + count;
            if (type.isZero()) {
                int last = (int) Math.min(start + count, end);
                assertThat(Arrays.copyOfRange(model, (int) start, last)).containsOnly(0);
            }
            return true;
        });
        assertThat(reached[0]).isGreaterThan(offset);
    }
}
