package org.nbdscript.server;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.NbdString;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.ErrorChunk;
import org.nbdscript.protocol.transmission.ErrorOffsetChunk;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.ReplyFormat;
import org.nbdscript.protocol.transmission.SimpleReplyHeader;

/** Replies without data of the disk, in the format that was negotiated. */
final class ReplyEncoder {
    private final ReplyFormat format;

    /** An encoder for a connection that has negotiated this format. */
    ReplyEncoder(ReplyFormat format) {
        this.format = format;
    }

    /** Says that a request has succeeded; a read of no bytes included. */
    void success(Request request, ReplyBatch batch) {
        boolean isSimple = format == ReplyFormat.SIMPLE
                || (format == ReplyFormat.STRUCTURED && request.command() != NbdCommand.READ);
        if (isSimple) {
            SimpleReplyHeader.encodeSuccess(batch.room(SimpleReplyHeader.SIZE), request.cookie());
        } else {
            format.encodeChunkHeader(
                    batch.room(format.size()), true, ChunkType.NONE, request.cookie(), request.offset(), 0);
        }
    }

    /** Says that a request has failed; in chunks, the last chunk of the reply. */
    void error(Request request, RequestError error, ReplyBatch batch) {
        if (format == ReplyFormat.SIMPLE) {
            SimpleReplyHeader.encodeError(batch.room(SimpleReplyHeader.SIZE), error.error(), request.cookie());
            return;
        }
        byte[] message = NbdString.encodeText(error.message());
        long length = ErrorChunk.payloadLength(message.length);
        ByteBuffer out = batch.room(format.size() + (int) length);
        format.encodeChunkHeader(out, true, ChunkType.ERROR, request.cookie(), request.offset(), length);
        ErrorChunk.encode(out, error.error(), message);
    }

    /** The last chunk of a reply whose earlier ones hold the bytes before an offset of the disk. */
    void errorAt(Request request, RequestError error, long offset, ReplyBatch batch) {
        byte[] message = NbdString.encodeText(error.message());
        long length = ErrorOffsetChunk.payloadLength(message.length);
        ByteBuffer out = batch.room(format.size() + (int) length);
        format.encodeChunkHeader(out, true, ChunkType.ERROR_OFFSET, request.cookie(), request.offset(), length);
        ErrorOffsetChunk.encode(out, error.error(), message, offset);
    }
}
