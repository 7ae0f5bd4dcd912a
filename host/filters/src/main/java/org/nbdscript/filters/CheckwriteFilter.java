package org.nbdscript.filters;

import java.nio.ByteBuffer;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

/** Checks that what is written is there already. */
public final class CheckwriteFilter implements Filter {
    private static final int PIECE = 1 << 20;

    @Override
    public String name() {
        return "checkwrite";
    }

    @Override
    public String description() {
        return "Writes nothing, but checks that what is written is what the disk has: for tests of programs that copy.";
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context.withReadOnly(true));
        Capabilities capabilities = disk.capabilities().toBuilder()
                .canWrite(true)
                .canFlush(true)
                .canTrim(true)
                .zero(Support.NATIVE)
                .canFastZero(false)
                .fua(Support.NATIVE)
                .canMultiConn(true)
                .build();
        return new CheckwriteDisk(disk, capabilities);
    }

    private static final class CheckwriteDisk extends ChangedCapabilities {
        CheckwriteDisk(Disk next, Capabilities changed) {
            super(next, changed);
        }

        private void compare(ByteBuffer expected, long offset) {
            ByteBuffer there = ByteBuffer.allocate(expected.remaining());
            DenseRead.read(next, there, offset);
            int difference = there.mismatch(expected);
            if (difference >= 0) {
                throw new NbdException(
                        Errno.EIO,
                        "checkwrite: what is written at offset " + (offset + difference)
                                + " is not what the disk has there");
            }
        }

        @Override
        public void write(ByteBuffer data, long offset, RequestFlags flags) {
            compare(data.slice(), offset);
        }

        @Override
        public void zero(long offset, long length, RequestFlags flags) {
            for (long done = 0; done < length; done += PIECE) {
                compare(Zeroes.of(length - done), offset + done);
            }
        }

        @Override
        public void trim(long offset, long length, RequestFlags flags) {
            zero(offset, length, flags);
        }

        @Override
        public void flush() {
            // Nothing was written.
        }
    }
}
