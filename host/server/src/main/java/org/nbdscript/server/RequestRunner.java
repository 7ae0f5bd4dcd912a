package org.nbdscript.server;

import java.io.Flushable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;

/** Carries requests out on a disk and puts the replies into a batch. For one request at a time. */
final class RequestRunner {
    /** Reads that are split are so in pieces of at most this many bytes. */
    private static final int LONGEST_PIECE = 1 << 22;

    /** Chunks are multiples of this many bytes where that is possible. */
    private static final int SECTOR = 512;

    private final Disk disk;
    private final ExportTerms terms;
    private final HostServices services;
    private final ReplyBatch batch;
    private final ReplyEncoder encoder;
    private final ReadReply readReply;
    private @Nullable BlockStatusReply blockStatusReply;

    /**
     * A runner of requests to this disk.
     *
     * @param output sends parts of a read while the rest of it is made; null if replies are to leave whole
     */
    RequestRunner(Disk disk, ExportTerms terms, HostServices services, ReplyBatch batch, @Nullable PartOutput output) {
        this.disk = disk;
        this.terms = terms;
        this.services = services;
        this.batch = batch;
        this.encoder = new ReplyEncoder(terms.replyFormat());
        this.readReply = new ReadReply(terms.replyFormat(), batch, output);
    }

    /** Answers a request that is not for the disk to see. */
    void refuse(Request request, RequestError error) {
        encoder.error(request, error, batch);
    }

    /**
     * Carries out a request that was found valid, and adds its reply. Whatever the disk throws is the request's
     * failure, not the connection's.
     *
     * @param payload what came with a WRITE, from position to limit
     */
    void run(Request request, @Nullable ByteBuffer payload) {
        try {
            execute(request, payload);
        } catch (Exception | LinkageError | VirtualMachineError | AssertionError e) {
            fail(request, e);
        }
    }

    /**
     * Carries out a read or a block status, if that takes no waiting.
     *
     * @return false if nothing was done
     */
    boolean runNow(Request request) {
        NbdCommand command = request.command();
        if (command == null || validLength(request) != request.length()) {
            return false; // null is no case below: a switch that takes it makes code at run time
        }
        return switch (command) {
            case READ -> readNow(request);
            case BLOCK_STATUS -> blockStatusNow(request);
            default -> false;
        };
    }

    private boolean blockStatusNow(Request request) {
        List<SelectedContext> contexts = contexts(request.contextIds());
        if (contexts.size() != 1 || !contexts.getFirst().isBaseAllocation()) {
            return false;
        }
        RequestFlags flags = statusFlags(request);
        BlockStatusReply reply = blockStatusReply();
        try {
            reply.begin(contexts.getFirst(), request.offset(), request.length(), flags.requestOne());
            if (!disk.extentsNow(request.offset(), request.length(), flags, reply::addExtent)) {
                return false;
            }
            reply.finish(request, true, batch);
        } catch (Exception | LinkageError | VirtualMachineError | AssertionError e) {
            fail(request, e);
        }
        return true;
    }

    private boolean readNow(Request request) {
        try {
            if (!disk.readNow(readReply.begin(request, request.offset(), (int) request.length()))) {
                return false;
            }
            readReply.finish(request, true);
        } catch (Exception | LinkageError | VirtualMachineError | AssertionError e) {
            fail(request, e);
        } finally {
            readReply.end();
            if (batch.isEmpty()) {
                // An idle connection keeps no buffer that it reserved for an answer which did not come.
                batch.clear();
            }
        }
        return true;
    }

    /**
     * Asks the disk for the memory that a write goes to.
     *
     * @return false if the disk has none
     * @throws NbdException if the write fails
     */
    boolean lend(Request request, Segments target) {
        return disk.lend(request.offset(), (int) request.payloadLength(), target);
    }

    /** Ends a write whose bytes are where they belong, and adds its reply. */
    void runWritten(Request request) {
        try {
            disk.written(request.offset(), (int) request.payloadLength(), flags(request.flags()));
            encoder.success(request, batch);
        } catch (Exception | LinkageError | VirtualMachineError | AssertionError e) {
            fail(request, e);
        }
    }

    private void fail(Request request, Throwable failure) {
        if (failure instanceof NbdException e) {
            encoder.error(request, RequestError.of(e, request.flags()), batch);
            return;
        }
        services.error(request + " failed: " + failure);
        encoder.error(request, new RequestError(NbdError.EIO, failure.toString()), batch);
    }

    private void execute(Request request, @Nullable ByteBuffer payload) {
        NbdCommand command = Objects.requireNonNull(request.command(), "a valid request has a command");
        if (request.isEmpty()) {
            encoder.success(request, batch);
            return;
        }
        switch (command) {
            case READ -> {
                read(request);
                return;
            }
            case BLOCK_STATUS -> {
                blockStatus(request);
                return;
            }
            case WRITE ->
                disk.write(
                        Objects.requireNonNull(payload, "a write has a payload"),
                        request.offset(),
                        flags(request.flags()));
            case FLUSH -> disk.flush();
            case TRIM -> disk.trim(request.offset(), request.length(), flags(request.flags()));
            case CACHE -> disk.cache(request.offset(), request.length());
            case WRITE_ZEROES ->
                disk.zero(
                        request.offset(),
                        request.length(),
                        RequestFlags.of(flags(request.flags()).bits()
                                | (request.flags().noHole() ? 0 : RequestFlags.MAY_TRIM)
                                | (request.flags().fastZero() ? RequestFlags.FAST_ZERO : 0)));
            case RESIZE -> {
                disk.resize(request.offset());
                services.sizeChanged();
            }
            case DISC -> throw new NbdException(Errno.EINVAL, command + " is not for the disk");
        }
        encoder.success(request, batch);
    }

    /** Whether a valid request is a read that is longer than what a chunk may have. */
    boolean isSplit(Request request) {
        return request.command() == NbdCommand.READ
                && request.length() > terms.longestChunk()
                && terms.structuredReplies()
                && !request.flags().df();
    }

    /**
     * Carries out a read in pieces, each a chunk or more that leave before the next one is read.
     *
     * @param output sends the batch
     */
    void runSplit(Request request, Flushable output) throws IOException {
        long length = validLength(request);
        int piece;
        for (long done = 0; done < length; done += piece) {
            piece = (int) Math.min(pieceLength(request.offset() + done), length - done);
            try {
                readPart(request, request.offset() + done, piece, done + piece == request.length());
            } catch (Exception | LinkageError | VirtualMachineError | AssertionError e) {
                fail(request, e);
                return;
            }
            output.flush();
        }
        if (length < request.length()) {
            addErrorAtEnd(request);
        }
    }

    /** The most for one piece that begins at an offset, in bytes: if it can, it ends where a block does. */
    private int pieceLength(long offset) {
        int longest = Math.min(terms.longestChunk(), LONGEST_PIECE);
        int unit = Math.max(SECTOR, terms.minimumBlock());
        int rest = (int) ((offset + longest) % unit);
        return rest < longest ? longest - rest : longest;
    }

    private static RequestFlags flags(CommandFlags flags) {
        return flags.fua() ? RequestFlags.of(RequestFlags.FUA) : RequestFlags.NONE;
    }

    private void read(Request request) {
        boolean isStraddling = request.length() > terms.size() - request.offset();
        int length = (int) validLength(request);
        readPart(request, request.offset(), length, !isStraddling);
        if (isStraddling) {
            addErrorAtEnd(request);
        }
    }

    /** How many bytes of a request there are, if some of it lies past the end. */
    private long validLength(Request request) {
        long left = terms.size() - request.offset();
        return Long.compareUnsigned(request.length(), left) < 0 ? request.length() : left;
    }

    private void readPart(Request request, long offset, int length, boolean isLast) {
        try {
            disk.read(readReply.begin(request, offset, length));
            readReply.finish(request, isLast);
        } finally {
            readReply.end();
        }
    }

    private void addErrorAtEnd(Request request) {
        RequestError error = new RequestError(
                NbdError.EINVAL, request + " goes past the end of the disk, which has " + terms.size() + " bytes");
        encoder.errorAt(request, error, terms.size(), batch);
    }

    /** Most runners never meet a BLOCK_STATUS. */
    private BlockStatusReply blockStatusReply() {
        BlockStatusReply reply = blockStatusReply;
        if (reply == null) {
            reply = new BlockStatusReply(terms.minimumBlock(), terms.replyFormat(), terms.longestChunk());
            blockStatusReply = reply;
        }
        return reply;
    }

    private void blockStatus(Request request) {
        List<SelectedContext> contexts = contexts(request.contextIds());
        for (int i = 0; i < contexts.size(); i++) {
            blockStatus(request, contexts.get(i), i == contexts.size() - 1);
        }
    }

    private List<SelectedContext> contexts(int @Nullable [] ids) {
        if (ids == null) {
            return terms.contexts();
        }
        return terms.contexts().stream()
                .filter(context -> Arrays.stream(ids).anyMatch(id -> id == context.id()))
                .toList();
    }

    private static RequestFlags statusFlags(Request request) {
        return request.flags().reqOne() ? RequestFlags.of(RequestFlags.REQ_ONE) : RequestFlags.NONE;
    }

    private void blockStatus(Request request, SelectedContext context, boolean isLast) {
        RequestFlags flags = statusFlags(request);
        BlockStatusReply reply = blockStatusReply();
        long length = validLength(request);
        reply.begin(context, request.offset(), length, flags.requestOne());
        if (!context.isBaseAllocation()) {
            disk.blockStatus(context.name(), request.offset(), length, flags, reply);
        } else if (disk.capabilities().canExtents()) {
            disk.extents(request.offset(), length, flags, reply::addExtent);
        } else {
            reply.addExtent(request.offset(), length, ExtentType.DATA);
        }
        reply.finish(request, isLast, batch);
    }
}
