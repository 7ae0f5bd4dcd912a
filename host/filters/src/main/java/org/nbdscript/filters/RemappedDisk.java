package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ShiftedRead;

/** A disk made of segments, each of which lies somewhere else on the disk below, or nowhere. */
final class RemappedDisk extends ForwardingDisk {
    /** The destination of a segment that is not below: it reads as zeroes, and nothing else can be written there. */
    static final long ZEROES = -1;

    /** The destination of a segment that cannot be used at all. */
    static final long OUTSIDE = -2;

    private final String filter;
    private final long size;

    /** The destination of each segment, by its first byte; the first segment begins at 0. */
    private final NavigableMap<Long, Long> segments;

    /**
     * A disk of these segments, each of which goes to the start of the next one.
     *
     * @param filter the name for messages
     * @throws NbdException EINVAL if the segments break the alignment that the disk below asks for
     */
    RemappedDisk(String filter, Disk next, long size, NavigableMap<Long, Long> segments) {
        super(next);
        this.filter = filter;
        this.size = size;
        this.segments = new TreeMap<>(segments);
        BlockSize blockSize = next.blockSize();
        if (blockSize != null) {
            requireAligned(size, blockSize.minimum());
            segments.forEach((first, destination) -> {
                requireAligned(first, blockSize.minimum());
                requireAligned(Math.max(0, destination), blockSize.minimum());
            });
        }
    }

    private void requireAligned(long offset, int alignment) {
        if (offset % alignment != 0) {
            throw new NbdException(
                    Errno.EINVAL,
                    filter + ": " + offset + " is not aligned to " + alignment
                            + " bytes, the smallest request that the disk takes");
        }
    }

    /** Does something with a part of a request. */
    private interface Piece {
        void at(long offset, long length, long destination);
    }

    private void forEachPiece(long offset, long length, Piece action) {
        long at = offset;
        while (at < offset + length) {
            long end = Math.min(offset + length, endOfSegment(at));
            action.at(at, end - at, destination(at));
            at = end;
        }
    }

    private long endOfSegment(long offset) {
        @Nullable Long end = segments.higherKey(offset);
        return end == null ? size : Math.min(size, end);
    }

    private long destination(long offset) {
        var segment = segments.floorEntry(offset);
        long destination = segment.getValue();
        if (destination == OUTSIDE) {
            throw new NbdException(Errno.EIO, filter + ": offset " + offset + " lies beyond the disk below");
        }
        return destination == ZEROES ? ZEROES : destination + (offset - segment.getKey());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(ReadRequest request) {
        long first = request.offset();
        if (endOfSegment(first) - first >= request.length()) {
            readOne(request);
            return;
        }
        ByteBuffer buffer = request.buffer();
        forEachPiece(first, request.length(), (offset, length, destination) -> {
            if (destination != ZEROES) {
                DenseRead.read(next, buffer.slice((int) (offset - first), (int) length), destination);
            }
        });
    }

    private void readOne(ReadRequest request) {
        long destination = destination(request.offset());
        if (destination == ZEROES) {
            request.hole(request.offset(), request.length());
        } else if (destination == request.offset()) {
            next.read(request);
        } else {
            next.read(new ShiftedRead(request, destination - request.offset()));
        }
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        ByteBuffer bytes = data.slice();
        // Before anything is written, so that a write is refused as a whole.
        forEachPiece(offset, bytes.remaining(), (at, length, destination) -> {
            if (destination == ZEROES) {
                requireZeroes(bytes.slice((int) (at - offset), (int) length));
            }
        });
        forEachPiece(offset, bytes.remaining(), (at, length, destination) -> {
            if (destination != ZEROES) {
                next.write(bytes.slice((int) (at - offset), (int) length), destination, flags);
            }
        });
    }

    private void requireZeroes(ByteBuffer bytes) {
        if (!Zeroes.areAll(bytes)) {
            throw new NbdException(
                    Errno.ENOSPC,
                    filter + ": only zeroes can be written beyond the disk below, which has " + next.size() + " bytes");
        }
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        forEachPiece(offset, length, (at, count, destination) -> {
            if (destination != ZEROES) {
                next.trim(destination, count, flags);
            }
        });
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        forEachPiece(offset, length, (at, count, destination) -> {
            if (destination != ZEROES) {
                next.zero(destination, count, flags);
            }
        });
    }

    @Override
    public void cache(long offset, long length) {
        forEachPiece(offset, length, (at, count, destination) -> {
            if (destination != ZEROES) {
                next.cache(destination, count);
            }
        });
    }

    /** Stops where the disk below has said less than was asked, since a gap must not follow. */
    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        long[] reached = {offset};
        boolean[] wanted = {true};
        while (wanted[0] && reached[0] < offset + length) {
            long at = reached[0];
            long end = Math.min(offset + length, endOfSegment(at));
            long destination = destination(at);
            if (destination == ZEROES) {
                wanted[0] = extents.add(at, end - at, ExtentType.HOLE_ZERO);
                reached[0] = end;
            } else {
                next.extents(destination, end - at, flags, (first, count, type) -> {
                    long start = Math.max(at, first - destination + at);
                    long stop = Math.min(end, first - destination + at + count);
                    if (wanted[0] && start < stop) {
                        wanted[0] = extents.add(start, stop - start, type);
                        reached[0] = stop;
                    }
                    return wanted[0] && reached[0] < end;
                });
            }
            wanted[0] &= reached[0] == end && !flags.requestOne();
        }
    }

    /** What is said below is not about these offsets. */
    @Override
    public List<MetaContext> metaContexts() {
        return List.of();
    }

    /** The size is the filter's. */
    @Override
    public void resize(long newSize) {
        throw new NbdException(Errno.EPERM, filter + ": the size is fixed");
    }
}
