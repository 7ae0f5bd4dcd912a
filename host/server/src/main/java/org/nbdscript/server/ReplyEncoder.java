package org.nbdscript.server;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.NbdString;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.ErrorChunk;
import org.nbdscript.protocol.transmission.ErrorOffsetChunk;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.SimpleReplyHeader;
import org.nbdscript.protocol.transmission.StructuredReplyHeader;

/** Replies without data of the disk, in the style that was negotiated. */
final class ReplyEncoder {
    private final boolean structured;

    /** An encoder for a connection with or without structured replies. */
    ReplyEncoder(boolean structured) {
        this.structured = structured;
    }

    /** Says that a request has succeeded; a read of no bytes included. */
    void success(Request request, ReplyBatch batch) {
        if (structured && request.command() == NbdCommand.READ) {
            ByteBuffer out = batch.room(StructuredReplyHeader.SIZE);
            StructuredReplyHeader.encode(out, true, ChunkType.NONE, request.cookie(), 0);
        } else {
            SimpleReplyHeader.encodeSuccess(batch.room(SimpleReplyHeader.SIZE), request.cookie());
        }
    }

    /** Says that a request has failed; with structured replies the last chunk of the reply. */
    void error(Request request, RequestError error, ReplyBatch batch) {
        if (!structured) {
            SimpleReplyHeader.encodeError(batch.room(SimpleReplyHeader.SIZE), error.error(), request.cookie());
            return;
        }
        byte[] message = NbdString.encodeText(error.message());
        long length = ErrorChunk.payloadLength(message.length);
        ByteBuffer out = batch.room(StructuredReplyHeader.SIZE + (int) length);
        StructuredReplyHeader.encode(out, true, ChunkType.ERROR, request.cookie(), length);
        ErrorChunk.encode(out, error.error(), message);
    }

    /** The last chunk of a structured reply whose earlier ones hold the bytes before an offset of the disk. */
    void errorAt(Request request, RequestError error, long offset, ReplyBatch batch) {
        byte[] message = NbdString.encodeText(error.message());
        long length = ErrorOffsetChunk.payloadLength(message.length);
        ByteBuffer out = batch.room(StructuredReplyHeader.SIZE + (int) length);
        StructuredReplyHeader.encode(out, true, ChunkType.ERROR_OFFSET, request.cookie(), length);
        ErrorOffsetChunk.encode(out, error.error(), message, offset);
    }
}
