package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;

/**
 * What was written to an export, in blocks: a block is either the disk's below, or was copied here and lives here from
 * then on. Shared by all clients of the export.
 */
final class CowOverlay implements SharedByExport.Shared {
    private static final int LOCKS = 64;

    private final ScratchFile file = ScratchFile.create();
    private final BlockSet copied = new BlockSet();

    /** Those of the copied blocks that were made zero as a whole. */
    private final BlockSet zero = new BlockSet();

    /** Blocks are copied under the lock that their number gives; after that nothing needs a lock. */
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    private final long size;
    private final int blockSize;

    CowOverlay(long size, int blockSize) {
        this.size = size;
        this.blockSize = blockSize;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    @Override
    public void requireSize(long below) {
        if (below != size) {
            throw new NbdException(Errno.EIO, "cow: the disk below had " + size + " bytes and has " + below + " now");
        }
    }

    /** Whether all is still as it is below. */
    @Override
    public boolean isEmpty() {
        return copied.isUnused();
    }

    int blockSize() {
        return blockSize;
    }

    boolean isCopied(long block) {
        return copied.contains(block);
    }

    boolean isZero(long block) {
        return zero.contains(block);
    }

    private long start(long block) {
        return block * blockSize;
    }

    private int length(long block) {
        return (int) Math.min(blockSize, size - start(block));
    }

    /** Reads a range of copied blocks into a buffer, whose position stays. */
    void read(ByteBuffer target, long offset) {
        file.read(target, offset);
    }

    /** Copies a block from below unless that was done. */
    void copy(long block, Disk below) {
        if (copied.contains(block)) {
            return;
        }
        ReentrantLock lock = lock(block);
        lock.lock();
        try {
            if (!copied.contains(block)) {
                ByteBuffer content = ByteBuffer.allocate(length(block));
                DenseRead.read(below, content, start(block));
                file.write(content, start(block));
                copied.add(block);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes a part of a block. */
    void write(ByteBuffer data, long offset, Disk below) {
        long block = offset / blockSize;
        try {
            if (data.remaining() < length(block)) {
                copy(block, below);
                file.write(data, offset);
            } else {
                replace(block, () -> file.write(data, offset));
            }
        } finally {
            // Last, for the case that somebody makes the block zero at the same time.
            zero.remove(block);
        }
    }

    /** Makes a part of a block zero. */
    void zero(long offset, int length, Disk below) {
        long block = offset / blockSize;
        if (length < length(block)) {
            write(Zeroes.exactly(length), offset, below);
            return;
        }
        zero.add(block);
        try {
            replace(block, () -> file.discard(start(block), length));
        } catch (RuntimeException e) {
            zero.remove(block);
            throw e;
        }
    }

    private void replace(long block, Runnable write) {
        ReentrantLock lock = lock(block);
        lock.lock();
        try {
            write.run();
            copied.add(block);
        } finally {
            lock.unlock();
        }
    }

    private ReentrantLock lock(long block) {
        return locks[(int) (block % LOCKS)];
    }

    @Override
    public void close() {
        file.close();
    }
}
