package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

/**
 * The cache of an export: blocks in a temporary file, shared by all clients. All that is done to a block is done under
 * the lock that its number gives. Where there is no room, and none can be made, requests go to the disk below.
 */
final class CacheStore implements SharedByExport.Shared {
    private static final int LOCKS = 64;
    /** So many of the eldest blocks are looked at when room is needed. */
    private static final int CANDIDATES = 64;
    /** So many are given up then, so that the next request finds room, too. */
    private static final int RECLAIMED_AT_ONCE = 16;

    private final ScratchFile file;
    private final CachedBlocks blocks = new CachedBlocks();
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
    private final ReentrantLock makingRoom = new ReentrantLock();

    /** Changed by whoever has {@link #makingRoom}. */
    private final AtomicInteger timesRoomWasMade = new AtomicInteger();

    private final long size;
    private final int blockSize;
    private final CacheMode mode;
    private final CacheSpace space;
    private final HostServices services;

    CacheStore(ScratchFile file, long size, int blockSize, CacheMode mode, CacheSpace space, HostServices services) {
        this.file = file;
        this.size = size;
        this.blockSize = blockSize;
        this.mode = mode;
        this.space = space;
        this.services = services;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    @Override
    public void requireSize(long below) {
        if (below != size) {
            throw new NbdException(Errno.EIO, "cache: the disk below had " + size + " bytes and has " + below + " now");
        }
    }

    BlockGrid grid() {
        return new BlockGrid(blockSize);
    }

    /** Whether nothing is in it. */
    @Override
    public boolean isEmpty() {
        return blocks.count() == 0;
    }

    int blockSize() {
        return blockSize;
    }

    boolean contains(long block) {
        return blocks.contains(block);
    }

    private long start(long block) {
        return block * blockSize;
    }

    private int length(long block) {
        return (int) Math.min(blockSize, size - start(block));
    }

    private void locked(long block, Runnable action) {
        ReentrantLock lock = locks[(int) (block % LOCKS)];
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Reads a part of a block, from wherever it is. */
    void read(ByteBuffer target, long offset, long block, Disk below) {
        locked(block, () -> {
            if (blocks.use(block)) {
                file.read(target, offset);
            } else {
                DenseRead.read(below, target, offset);
            }
        });
    }

    /** Has a block in the cache, if there is room. */
    void keep(long block, Disk below) {
        locked(block, () -> {
            if (!blocks.use(block) && store(block, contentBelow(block, below), below)) {
                blocks.put(block, false);
            }
        });
    }

    private ByteBuffer contentBelow(long block, Disk below) {
        ByteBuffer content = ByteBuffer.allocateDirect(length(block));
        DenseRead.read(below, content, start(block));
        return content;
    }

    /** Writes a part of a block. */
    void write(ByteBuffer data, long offset, long block, Disk below, RequestFlags flags) {
        locked(block, () -> {
            if (mode.delaysWrites()) {
                writeLater(data, offset, block, below, flags);
            } else {
                writeThrough(data, offset, block, below, flags);
            }
        });
    }

    private void writeLater(ByteBuffer data, long offset, long block, Disk below, RequestFlags flags) {
        if (!writeHere(data, offset, block, below)) {
            below.write(data.duplicate(), offset, flags);
            return;
        }
        blocks.put(block, true);
        if (flags.fua() && mode == CacheMode.WRITEBACK) {
            writeBack(block, below, flags);
        }
    }

    /** False if there is no room, and the block is not in the cache, perhaps any more. */
    private boolean writeHere(ByteBuffer data, long offset, long block, Disk below) {
        if (!blocks.use(block)) {
            if (data.remaining() == length(block)) {
                return store(block, data, below);
            }
            ByteBuffer content = contentBelow(block, below);
            content.put((int) (offset - start(block)), data, data.position(), data.remaining());
            return store(block, content, below);
        }
        if (writeOrMakeRoom(data, offset, below)) {
            return true;
        }
        giveUp(block, below);
        return false;
    }

    private void writeThrough(ByteBuffer data, long offset, long block, Disk below, RequestFlags flags) {
        try {
            below.write(data.duplicate(), offset, flags);
        } catch (RuntimeException e) {
            drop(block);
            throw e;
        }
        if (blocks.use(block)) {
            if (!writeOrMakeRoom(data, offset, below)) {
                drop(block);
            }
        } else if (data.remaining() == length(block) && store(block, data, below)) {
            blocks.put(block, false);
        }
    }

    /** Puts the whole content of a block that is not there into the file; false if there is no room. */
    private boolean store(long block, ByteBuffer content, Disk below) {
        if (blocks.count() >= space.high()) {
            reclaim(below, Math.min(RECLAIMED_AT_ONCE, blocks.count() - space.low()));
        }
        if (blocks.count() < space.most() && writeOrMakeRoom(content, start(block), below)) {
            return true;
        }
        discard(block);
        return false;
    }

    private boolean writeOrMakeRoom(ByteBuffer data, long offset, Disk below) {
        while (true) {
            int before = timesRoomWasMade.get();
            try {
                file.write(data, offset);
                return true;
            } catch (NbdException e) {
                if (e.errno() != Errno.ENOSPC || !makeRoom(below, before)) {
                    services.debug("cache: there is no room for a block: " + e.text());
                    return false;
                }
            }
        }
    }

    /**
     * Gives up blocks on behalf of all who find no room at the same time, which each of them would give up else.
     *
     * @param before how often that was done before there was no room
     * @return false if there is nothing to give up
     */
    private boolean makeRoom(Disk below, int before) {
        makingRoom.lock();
        try {
            if (timesRoomWasMade.get() != before) {
                return true;
            }
            if (reclaim(below, RECLAIMED_AT_ONCE) == 0) {
                return false;
            }
            timesRoomWasMade.incrementAndGet();
            return true;
        } finally {
            makingRoom.unlock();
        }
    }

    /**
     * Gives up blocks that were not used for long. Those that others work at are left out.
     *
     * @return how many
     */
    private int reclaim(Disk below, long wanted) {
        int reclaimed = 0;
        for (long block : blocks.eldest(CANDIDATES)) {
            ReentrantLock lock = locks[(int) (block % LOCKS)];
            if (reclaimed >= wanted) {
                break;
            }
            if (lock.tryLock()) {
                try {
                    reclaimed += canGiveUp(block, below) ? 1 : 0;
                } finally {
                    lock.unlock();
                }
            }
        }
        return reclaimed;
    }

    /** A block that cannot be written below stays, and so does the failure: the next flush meets it again. */
    private boolean canGiveUp(long block, Disk below) {
        if (!blocks.contains(block)
                || (blocks.isDirty(block) && !below.capabilities().canWrite())) {
            return false;
        }
        try {
            giveUp(block, below);
            return true;
        } catch (NbdException e) {
            services.debug("cache: a block at " + start(block) + " stays, since it cannot be written: " + e.text());
            return false;
        }
    }

    private void giveUp(long block, Disk below) {
        if (blocks.isDirty(block)) {
            writeBack(block, below, RequestFlags.NONE);
        }
        drop(block);
    }

    private void drop(long block) {
        blocks.remove(block);
        discard(block);
    }

    private void discard(long block) {
        try {
            file.discard(start(block), length(block));
        } catch (NbdException e) {
            services.debug("cache: the space of a block is not given back: " + e.text());
        }
    }

    private void writeBack(long block, Disk below, RequestFlags flags) {
        ByteBuffer content = ByteBuffer.allocateDirect(length(block));
        file.read(content, start(block));
        below.write(content, start(block), flags);
        blocks.clean(block);
    }

    /**
     * Writes all dirty blocks below.
     *
     * @throws NbdException the first failure; what failed stays dirty, and the rest was written
     */
    void writeBack(Disk below) {
        @Nullable NbdException[] failure = {null};
        for (long block : blocks.dirty()) {
            try {
                locked(block, () -> {
                    if (blocks.isDirty(block)) {
                        writeBack(block, below, RequestFlags.NONE);
                    }
                });
            } catch (NbdException e) {
                failure[0] = failure[0] == null ? e : failure[0];
            }
        }
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    /** Changes whole blocks below, which are not in the cache afterwards. */
    interface Change {
        void apply(long offset, long length);
    }

    /**
     * Makes a change to whole blocks.
     *
     * @param first the first block
     * @param end the block after the last one
     */
    void change(long first, long end, Change change) {
        long next = first;
        for (long block : blocks.between(first, end)) {
            changeBelow(next, block, change);
            locked(block, () -> {
                change.apply(start(block), length(block));
                drop(block);
            });
            next = block + 1;
        }
        changeBelow(next, end, change);
        // What others have read meanwhile may be from before the change.
        for (long block : blocks.between(first, end)) {
            locked(block, () -> {
                if (!blocks.isDirty(block)) {
                    drop(block);
                }
            });
        }
    }

    private void changeBelow(long first, long end, Change change) {
        if (first < end) {
            change.apply(start(first), Math.min(start(end), size) - start(first));
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
