package org.nbdscript.server;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.protocol.transmission.BlockStatusPayload;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.RequestFormat;

/** The one gate before the disk: lets only such requests through as the disk's contract allows. */
final class RequestValidator {
    /** In bytes: so much is always sent in one chunk to a client that wants it so. */
    private static final int LEAST_UNFRAGMENTED = 65536;

    private final ExportTerms terms;

    /** Checks by these terms. */
    RequestValidator(ExportTerms terms) {
        this.terms = terms;
    }

    /** What is wrong with a request; null if it can be carried out, or is empty and to be answered with success. */
    @Nullable
    RequestError check(Request request) {
        NbdCommand command = request.command();
        if (command == null || (command == NbdCommand.RESIZE && !terms.flags().sendResize())) {
            return invalid("command " + request.type() + " is unknown");
        }
        if (!command.allows(request.flags(), terms.flags(), terms.requestFormat() == RequestFormat.EXTENDED)) {
            return flagsNotAllowed(request);
        }
        return switch (command) {
            case DISC -> null;
            case RESIZE -> checkResize(request);
            case READ -> checkRead(request);
            case WRITE -> checkWrite(request);
            case FLUSH -> checkFlush(request);
            case TRIM -> checkChange(request, TransmissionFlags.SEND_TRIM, NbdError.EINVAL);
            case WRITE_ZEROES -> checkChange(request, TransmissionFlags.SEND_WRITE_ZEROES, NbdError.ENOSPC);
            case CACHE -> checkCache(request);
            case BLOCK_STATUS -> checkBlockStatus(request);
        };
    }

    /** A read that begins before the end and goes past it is not wrong if its valid part can be sent. */
    private @Nullable RequestError checkRead(Request request) {
        if (!isInside(request) && !isStraddling(request)) {
            return pastEnd(request, NbdError.EINVAL);
        }
        RequestError error = checkReadLength(request);
        return error == null ? checkAlignment(request) : error;
    }

    /** Whatever is longer than a chunk may be is split, unless it must not be, or has no end. */
    private @Nullable RequestError checkReadLength(Request request) {
        if (request.length() >>> 32 != 0) {
            return tooLong(request, NbdError.EOVERFLOW, 0xffff_ffffL);
        }
        if (!terms.structuredReplies()) {
            return request.length() > terms.maximumPayload() ? tooLong(request, NbdError.EINVAL) : null;
        }
        int longestChunk = Math.max(terms.longestChunk(), LEAST_UNFRAGMENTED);
        boolean isTooLong = request.flags().df() && request.length() > longestChunk;
        return isTooLong ? tooLong(request, NbdError.EOVERFLOW, longestChunk) : null;
    }

    /** Whether a read has a part before the end and one after it, and is to be answered with the first and an error. */
    boolean isStraddling(Request request) {
        long size = terms.size();
        return terms.structuredReplies()
                && request.command() == NbdCommand.READ
                && beginsInside(request)
                && Long.compareUnsigned(request.length(), size - request.offset()) > 0;
    }

    private boolean beginsInside(Request request) {
        return Long.compareUnsigned(request.offset(), terms.size()) < 0;
    }

    private @Nullable RequestError checkWrite(Request request) {
        RequestError error = checkChange(request, 0, NbdError.ENOSPC);
        return error == null && request.length() > terms.maximumPayload() ? tooLong(request, NbdError.EINVAL) : error;
    }

    /** Checks a request that changes the disk. */
    private @Nullable RequestError checkChange(Request request, int neededFlag, NbdError pastEnd) {
        if (terms.flags().readOnly()) {
            return new RequestError(NbdError.EPERM, request.command() + " is refused, since the export is read-only");
        }
        if (!terms.flags().has(neededFlag)) {
            return unsupported(request);
        }
        return isInside(request) ? checkAlignment(request) : pastEnd(request, pastEnd);
    }

    private @Nullable RequestError checkFlush(Request request) {
        if (!terms.flags().sendFlush()) {
            return unsupported(request);
        }
        return request.offset() == 0 && request.length() == 0 ? null : invalid("FLUSH takes no offset and no length");
    }

    /** The offset is the new size. */
    private @Nullable RequestError checkResize(Request request) {
        long size = request.offset();
        return size >= 0 && size % terms.minimumBlock() == 0
                ? null
                : invalid("RESIZE to %s bytes is past 2^63-1, or no multiple of the minimum block size of %d bytes"
                        .formatted(Long.toUnsignedString(size), terms.minimumBlock()));
    }

    private @Nullable RequestError checkCache(Request request) {
        if (!terms.flags().sendCache()) {
            return unsupported(request);
        }
        return isInside(request) ? checkAlignment(request) : pastEnd(request, NbdError.EINVAL);
    }

    private @Nullable RequestError checkBlockStatus(Request request) {
        if (terms.contexts().isEmpty()) {
            return invalid("BLOCK_STATUS needs a metadata context that was selected for this export");
        }
        int[] contextIds = request.contextIds();
        if (contextIds != null && !areSelected(contextIds)) {
            return invalid("BLOCK_STATUS names a context twice, or one that was not selected for this export");
        }
        if (request.length() == 0) {
            return invalid("BLOCK_STATUS needs a length of at least 1");
        }
        // Past the end there is no status to tell, which a reply that is shorter than the request says.
        boolean isRange = request.length() > 0 && request.length() <= Long.MAX_VALUE - request.offset();
        return isRange && beginsInside(request) ? checkAlignment(request) : pastEnd(request, NbdError.EINVAL);
    }

    /**
     * What is wrong with a block status request that has a payload; null if the payload is to be received, and then
     * taken into the request, which is to be checked once more.
     */
    @Nullable
    RequestError checkStatusPayload(Request request) {
        if (!NbdCommand.BLOCK_STATUS.allows(
                request.flags(), terms.flags(), terms.requestFormat() == RequestFormat.EXTENDED)) {
            return flagsNotAllowed(request);
        }
        try {
            long contexts = BlockStatusPayload.contextCount(request.payloadLength());
            return contexts <= terms.contexts().size()
                    ? null
                    : invalid("BLOCK_STATUS names " + contexts + " contexts, but "
                            + terms.contexts().size() + " are selected for this export");
        } catch (ProtocolException e) {
            return invalid(e.getMessage());
        }
    }

    private boolean areSelected(int[] contextIds) {
        BitSet seen = new BitSet();
        for (int id : contextIds) {
            boolean isSelected = terms.contexts().stream().anyMatch(context -> context.id() == id);
            if (!isSelected || seen.get(id)) {
                return false;
            }
            seen.set(id);
        }
        return true;
    }

    /** Compares without adding, which could wrap. */
    private boolean isInside(Request request) {
        long size = terms.size();
        return Long.compareUnsigned(request.offset(), size) <= 0
                && Long.compareUnsigned(request.length(), size - request.offset()) <= 0;
    }

    private @Nullable RequestError checkAlignment(Request request) {
        long mask = terms.requiredBlock() - 1L;
        boolean endsAligned = (request.length() & mask) == 0
                || Long.compareUnsigned(request.length(), terms.size() - request.offset()) >= 0;
        if ((request.offset() & mask) == 0 && endsAligned) {
            return null;
        }
        return invalid(request + " is not aligned to the minimum block size of " + terms.requiredBlock() + " bytes");
    }

    private static RequestError flagsNotAllowed(Request request) {
        return invalid("%s cannot have the flags 0x%x here"
                .formatted(request.command(), request.flags().bits()));
    }

    private RequestError pastEnd(Request request, NbdError error) {
        return new RequestError(
                error, request + " goes past the end of the disk, which has " + terms.size() + " bytes");
    }

    private RequestError tooLong(Request request, NbdError error) {
        return tooLong(request, error, terms.maximumPayload());
    }

    private static RequestError tooLong(Request request, NbdError error, long most) {
        return new RequestError(error, request + " is longer than the maximum payload of " + most + " bytes");
    }

    private static RequestError unsupported(Request request) {
        return invalid(request.command() + " is not supported by this export");
    }

    private static RequestError invalid(String message) {
        return new RequestError(NbdError.EINVAL, message);
    }
}
