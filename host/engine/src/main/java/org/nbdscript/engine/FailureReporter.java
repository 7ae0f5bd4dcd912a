package org.nbdscript.engine;

import java.nio.ByteBuffer;
import org.nbdscript.api.BufferSink;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.StatusSink;

/** Reports each failure of the disk that it is around to the log: the outermost layer, so that it does so once. */
final class FailureReporter extends ForwardingDisk {
    private final FailureLog log;

    FailureReporter(Disk next, FailureLog log) {
        super(next);
        this.log = log;
    }

    @Override
    public void read(ReadRequest request) {
        try {
            next.read(request);
        } catch (NbdException e) {
            throw reported(e, Callback.PREAD, request.offset(), request.length(), RequestFlags.NONE);
        }
    }

    @Override
    public boolean readNow(ReadRequest request) {
        try {
            return next.readNow(request);
        } catch (NbdException e) {
            throw reported(e, Callback.PREAD, request.offset(), request.length(), RequestFlags.NONE);
        }
    }

    @Override
    public boolean lend(long offset, int length, BufferSink target) {
        try {
            return next.lend(offset, length, target);
        } catch (NbdException e) {
            throw reported(e, Callback.PWRITE, offset, length, RequestFlags.NONE);
        }
    }

    @Override
    public void written(long offset, int length, RequestFlags flags) {
        try {
            next.written(offset, length, flags);
        } catch (NbdException e) {
            throw reported(e, Callback.PWRITE, offset, length, flags);
        }
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        int length = data.remaining();
        try {
            next.write(data, offset, flags);
        } catch (NbdException e) {
            throw reported(e, Callback.PWRITE, offset, length, flags);
        }
    }

    @Override
    public void flush() {
        try {
            next.flush();
        } catch (NbdException e) {
            log.report(e, Callback.FLUSH.snakeCase());
            throw e;
        }
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        try {
            next.trim(offset, length, flags);
        } catch (NbdException e) {
            throw reported(e, Callback.TRIM, offset, length, flags);
        }
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        try {
            next.zero(offset, length, flags);
        } catch (NbdException e) {
            // That is the answer to the question that the flag puts.
            if (flags.fastZero() && e.errno() == Errno.ENOTSUP) {
                throw e;
            }
            throw reported(e, Callback.ZERO, offset, length, flags);
        }
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        try {
            next.extents(offset, length, flags, extents);
        } catch (NbdException e) {
            throw reported(e, Callback.EXTENTS, offset, length, flags);
        }
    }

    @Override
    public boolean extentsNow(long offset, long length, RequestFlags flags, ExtentSink extents) {
        try {
            return next.extentsNow(offset, length, flags, extents);
        } catch (NbdException e) {
            throw reported(e, Callback.EXTENTS, offset, length, flags);
        }
    }

    @Override
    public void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
        try {
            next.blockStatus(context, offset, length, flags, statuses);
        } catch (NbdException e) {
            throw reported(e, Callback.BLOCK_STATUS, offset, length, flags);
        }
    }

    @Override
    public long size() {
        try {
            return next.size();
        } catch (NbdException e) {
            log.report(e, Callback.GET_SIZE.snakeCase());
            throw e;
        }
    }

    @Override
    public void resize(long size) {
        try {
            next.resize(size);
        } catch (NbdException e) {
            log.report(e, Callback.RESIZE.snakeCase() + " size=" + size);
            throw e;
        }
    }

    @Override
    public void cache(long offset, long length) {
        try {
            next.cache(offset, length);
        } catch (NbdException e) {
            throw reported(e, Callback.CACHE, offset, length, RequestFlags.NONE);
        }
    }

    /** Closes; a failure is reported and that is all, since whoever closes cannot do anything about it. */
    @Override
    public void close() {
        try {
            next.close();
        } catch (NbdException e) {
            log.report(e, Callback.CLOSE.snakeCase());
        }
    }

    private NbdException reported(
            NbdException failure, Callback callback, long offset, long length, RequestFlags flags) {
        String request = callback.snakeCase() + " offset=" + offset + " length=" + length;
        log.report(failure, flags.bits() == 0 ? request : request + " flags=" + flags);
        return failure;
    }
}
