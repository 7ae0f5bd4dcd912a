package org.nbdscript.plugins;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.posix.MappedMemory;
import org.nbdscript.posix.PosixException;

/**
 * The pages of a sparse disk by their number: a tree of directories with 4096 slots each, as deep as the disk's size
 * asks for. Pages are numbered from 0; page {@code n} holds the bytes from {@code n * PAGE_BYTES}.
 *
 * <p>Any number of threads may use it. Finding a page takes no lock and allocates nothing. A page is off-heap, made of
 * zeroes, published once and left to the garbage collector when it is removed: whoever holds it, such as a reply that
 * is being sent, can go on reading it. Directories stay once they are made.
 *
 * <p>Whoever writes to a page that is being removed writes bytes that the removal covers too, at the same time: the
 * write counts as the earlier of the two. Hence only whole pages may be removed, and only by a request that covers
 * them.
 */
final class PageMap {
    /** The binary logarithm of {@link #PAGE_BYTES}. */
    static final int PAGE_BITS = 15;
    /** The bytes of a page: 32 KiB. */
    static final int PAGE_BYTES = 1 << PAGE_BITS;

    /** Pages are made in batches, whose memory is free again when none of their pages is in use any more. */
    private static final int BATCH_BYTES = 8 * PAGE_BYTES;

    private static final int SLOT_BITS = 12;
    private static final int SLOTS = 1 << SLOT_BITS;

    /** A directory's slots hold pages at the lowest level, directories above it. */
    private static final class Directory extends AtomicReferenceArray<@Nullable Object> {
        private static final long serialVersionUID = 1;

        Directory() {
            super(SLOTS);
        }
    }

    private final Directory root = new Directory();

    private final ReentrantLock makingPages = new ReentrantLock();
    private ByteBuffer unusedPages = ByteBuffer.allocate(0);

    /** How many bits of a page's number lie below those that choose the root's slot; 0 if the root holds pages. */
    private final int rootShift;

    /**
     * An empty map.
     *
     * @param diskBytes the size of the disk, 0 to 2^63-1
     */
    PageMap(long diskBytes) {
        long lastPage = Math.max(diskBytes - 1, 0) >>> PAGE_BITS;
        int pageNumberBits = Long.SIZE - Long.numberOfLeadingZeros(lastPage);
        int levels = Math.max(1, Math.ceilDiv(pageNumberBits, SLOT_BITS));
        rootShift = (levels - 1) * SLOT_BITS;
    }

    /**
     * The page of this number, null if it was never made or is removed. Its position and limit are not to be changed.
     */
    @Nullable
    ByteBuffer find(long page) {
        Directory directory = root;
        for (int shift = rootShift; shift > 0; shift -= SLOT_BITS) {
            directory = (Directory) directory.get(slot(page, shift));
            if (directory == null) {
                return null;
            }
        }
        return (ByteBuffer) directory.get(slot(page, 0));
    }

    /**
     * The page of this number, made of zeroes if there was none.
     *
     * @throws NbdException ENOMEM if there is no memory for it
     */
    ByteBuffer findOrMake(long page) {
        Directory directory = root;
        for (int shift = rootShift; shift > 0; shift -= SLOT_BITS) {
            int slot = slot(page, shift);
            Directory child = (Directory) directory.get(slot);
            directory = child != null ? child : (Directory) publish(directory, slot, new Directory());
        }
        int slot = slot(page, 0);
        ByteBuffer present = (ByteBuffer) directory.get(slot);
        return present != null ? present : (ByteBuffer) publish(directory, slot, newPage());
    }

    /** Puts something into an empty slot; gives what is there afterwards, which another thread may have put first. */
    private static Object publish(Directory directory, int slot, Object made) {
        Object earlier = directory.compareAndExchange(slot, null, made);
        return earlier == null ? made : earlier;
    }

    private ByteBuffer newPage() {
        makingPages.lock();
        try {
            if (!unusedPages.hasRemaining()) {
                unusedPages = MappedMemory.allocate(BATCH_BYTES);
            }
            int position = unusedPages.position();
            ByteBuffer page = unusedPages.slice(position, PAGE_BYTES);
            unusedPages.position(position + PAGE_BYTES);
            return page;
        } catch (PosixException | OutOfMemoryError e) {
            throw new NbdException(Errno.ENOMEM, "no memory left for the disk", e);
        } finally {
            makingPages.unlock();
        }
    }

    /** Removes the pages from {@code first} up to, but not including, {@code end}. */
    void remove(long first, long end) {
        for (long page = nextPresent(first, end); page < end; page = nextPresent(page + 1, end)) {
            remove(page);
        }
    }

    private void remove(long page) {
        Directory directory = root;
        for (int shift = rootShift; shift > 0; shift -= SLOT_BITS) {
            directory = (Directory) directory.get(slot(page, shift));
            if (directory == null) {
                return;
            }
        }
        directory.set(slot(page, 0), null);
    }

    /** The first page that there is, from {@code page} on; {@code end} if there is none before that. */
    long nextPresent(long page, long end) {
        long next = page;
        while (next < end) {
            int shift = rootShift;
            Object child = root.get(slot(next, shift));
            while (shift > 0 && child != null) {
                shift -= SLOT_BITS;
                child = ((Directory) child).get(slot(next, shift));
            }
            if (child != null) {
                return next;
            }
            // The empty slot stands for this many pages: a disk of 2^63-1 bytes is passed over in few steps.
            next = ((next >>> shift) + 1) << shift;
        }
        return end;
    }

    /** The first page that there is not, from {@code page} on; {@code end} if there is none before that. */
    long nextAbsent(long page, long end) {
        long next = page;
        while (next < end && find(next) != null) {
            next++;
        }
        return next;
    }

    private static int slot(long page, int shift) {
        return (int) (page >>> shift) & (SLOTS - 1);
    }
}
