package org.nbdscript.plugins;

import static org.nbdscript.plugins.PageMap.PAGE_BITS;
import static org.nbdscript.plugins.PageMap.PAGE_BYTES;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.nbdscript.api.BufferSink;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/**
 * One connection's view of the pages that all connections share.
 *
 * <p>No call waits for another. Bytes go in and out by plain copies; the fences make a write that has returned visible
 * to every read that begins later, whatever thread it is on.
 */
final class MemoryDisk implements Disk {
    private static final ByteBuffer ZEROES =
            ByteBuffer.allocateDirect(PAGE_BYTES).asReadOnlyBuffer();

    private final PageMap pages;
    private final long size;
    private final Capabilities capabilities;

    MemoryDisk(PageMap pages, long size, boolean canWrite) {
        this.pages = pages;
        this.size = size;
        this.capabilities = VolatileCapabilities.of(canWrite);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public void read(ReadRequest request) {
        VarHandle.acquireFence();
        long offset = request.offset();
        int length = request.length();
        int hole = 0;
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, bytesToPageEnd(offset + done));
            ByteBuffer page = pages.find(pageOf(offset + done));
            if (page == null) {
                hole += count;
            } else {
                endHole(request, offset + done, hole);
                hole = 0;
                request.mapped(offset + done, page, indexInPage(offset + done), count);
            }
            done += count;
        }
        endHole(request, offset + length, hole);
    }

    private static void endHole(ReadRequest request, long end, int length) {
        if (length > 0) {
            request.hole(end - length, length);
        }
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        int start = data.position();
        int length = data.remaining();
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, bytesToPageEnd(offset + done));
            pages.findOrMake(pageOf(offset + done)).put(indexInPage(offset + done), data, start + done, count);
            done += count;
        }
        VarHandle.releaseFence();
    }

    @Override
    public boolean lend(long offset, int length, BufferSink target) {
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, bytesToPageEnd(offset + done));
            target.add(pages.findOrMake(pageOf(offset + done)), indexInPage(offset + done), count);
            done += count;
        }
        return true;
    }

    @Override
    public void written(long offset, int length, RequestFlags flags) {
        VarHandle.releaseFence();
    }

    @Override
    public void flush() {
        // Memory is as stable as this disk gets.
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        zero(offset, length, flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        long end = offset + length;
        long firstWholePage = Math.ceilDiv(offset, PAGE_BYTES);
        if (firstWholePage > pageOf(end - 1)) {
            clear(offset, (int) length);
        } else {
            clear(offset, (int) ((firstWholePage << PAGE_BITS) - offset));
            zeroFromPage(firstWholePage, end);
        }
        VarHandle.releaseFence();
    }

    /** Zeroes from the beginning of a page to any offset in it or after it. */
    private void zeroFromPage(long page, long end) {
        if (end == size) {
            // No bytes are left in the last page, if the disk cuts it short.
            pages.remove(page, pageOf(end - 1) + 1);
        } else {
            pages.remove(page, pageOf(end));
            clear(end - indexInPage(end), indexInPage(end));
        }
    }

    /** Clears bytes of one page, if it is there. */
    private void clear(long offset, int length) {
        if (length == 0) {
            return;
        }
        ByteBuffer page = pages.find(pageOf(offset));
        if (page != null) {
            page.put(indexInPage(offset), ZEROES, 0, length);
        }
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        long end = offset + length;
        long endPage = pageOf(end - 1) + 1;
        boolean wanted = true;
        for (long start = offset; wanted && start < end; ) {
            long page = pageOf(start);
            boolean present = pages.find(page) != null;
            long nextPage = present ? pages.nextAbsent(page, endPage) : pages.nextPresent(page, endPage);
            // Not by the shift alone, which overflows at the end of the largest disk.
            long next = nextPage == endPage ? end : nextPage << PAGE_BITS;
            ExtentType type = present ? ExtentType.DATA : ExtentType.HOLE_ZERO;
            wanted = extents.add(start, next - start, type) && !flags.requestOne();
            start = next;
        }
    }

    @Override
    public void cache(long offset, long length) {
        // It is in memory already.
    }

    private static long pageOf(long offset) {
        return offset >>> PAGE_BITS;
    }

    private static int indexInPage(long offset) {
        return (int) offset & (PAGE_BYTES - 1);
    }

    private static int bytesToPageEnd(long offset) {
        return PAGE_BYTES - indexInPage(offset);
    }
}
