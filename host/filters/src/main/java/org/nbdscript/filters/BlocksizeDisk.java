package org.nbdscript.filters;

import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

/** A disk of whole blocks. That reads and writes are of whole blocks and not too long the host sees to. */
final class BlocksizeDisk extends ForwardingDisk {
    private final BlockSize sizes;
    private final long longest;
    private final long size;

    /**
     * A disk with these sizes.
     *
     * @param longest of requests without data, a multiple of the minimum
     */
    BlocksizeDisk(Disk next, BlockSize sizes, long longest) {
        super(next);
        this.sizes = sizes;
        this.longest = longest;
        this.size = next.size() - next.size() % sizes.minimum();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public BlockSize blockSize() {
        return sizes;
    }

    /** Does something with a piece of a request. */
    private interface Piece {
        void at(long offset, long length);
    }

    private void inPieces(long offset, long length, Piece action) {
        for (long done = 0; done < length; ) {
            long piece = Math.min(longest, length - done);
            action.at(offset + done, piece);
            done += piece;
        }
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        inPieces(offset, length, (at, count) -> next.trim(at, count, flags));
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        inPieces(offset, length, (at, count) -> next.zero(at, count, flags));
    }

    @Override
    public void cache(long offset, long length) {
        inPieces(offset, length, next::cache);
    }

    /** One piece is answer enough: clients ask again for the rest. */
    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        next.extents(
                offset,
                Math.min(longest, length),
                flags,
                (first, count, type) -> first >= size || extents.add(first, Math.min(count, size - first), type));
    }

    /** The size is the filter's. */
    @Override
    public void resize(long newSize) {
        throw new NbdException(Errno.EPERM, "blocksize: the size is fixed");
    }
}
