package org.nbdscript.filters;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/** A disk whose words are turned round; it has whole words only, and takes requests of whole words only. */
final class SwabDisk extends ForwardingDisk {
    private final int wordBytes;
    private final long size;
    private final BlockSize blockSize;

    SwabDisk(Disk next, int wordBytes) {
        super(next);
        this.wordBytes = wordBytes;
        this.size = next.size() - next.size() % wordBytes;
        this.blockSize = atLeast(next.blockSize(), wordBytes);
    }

    private static BlockSize atLeast(@Nullable BlockSize below, int minimum) {
        if (below == null) {
            return new BlockSize(minimum, 4096, BlockSize.UNLIMITED);
        }
        return below.minimum() >= minimum
                ? below
                : new BlockSize(
                        minimum,
                        below.preferred(),
                        below.maximum() == BlockSize.UNLIMITED
                                ? BlockSize.UNLIMITED
                                : below.maximum() - below.maximum() % minimum);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public BlockSize blockSize() {
        return blockSize;
    }

    @Override
    public void read(ReadRequest request) {
        swap(DenseRead.answer(next, request));
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        ByteBuffer swapped =
                ByteBuffer.allocate(data.remaining()).put(data.slice()).flip();
        swap(swapped);
        next.write(swapped, offset, flags);
    }

    private void swap(ByteBuffer bytes) {
        switch (wordBytes) {
            case 2 -> {
                for (int i = 0; i < bytes.limit(); i += 2) {
                    bytes.putShort(i, Short.reverseBytes(bytes.getShort(i)));
                }
            }
            case 4 -> {
                for (int i = 0; i < bytes.limit(); i += 4) {
                    bytes.putInt(i, Integer.reverseBytes(bytes.getInt(i)));
                }
            }
            default -> {
                for (int i = 0; i < bytes.limit(); i += 8) {
                    bytes.putLong(i, Long.reverseBytes(bytes.getLong(i)));
                }
            }
        }
    }

    /** The last, incomplete word below is not a part of the disk. */
    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        next.extents(
                offset,
                length,
                flags,
                (first, count, type) -> first >= size || extents.add(first, Math.min(count, size - first), type));
    }

    /** The size is the filter's. */
    @Override
    public void resize(long newSize) {
        throw new NbdException(Errno.EPERM, "swab: the size is fixed");
    }
}
