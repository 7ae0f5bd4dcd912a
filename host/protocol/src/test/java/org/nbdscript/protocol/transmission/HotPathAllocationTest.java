package org.nbdscript.protocol.transmission;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.TransmissionFlags;

class HotPathAllocationTest {
    private static final int REQUESTS = 100_000;
    private static final TransmissionFlags FLAGS = new TransmissionFlags(0x1fff);

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

    @Test
    void aRequestAndItsReplyAllocateNothing() throws ProtocolException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long checksum = serve(1000);
        long before = threads.getCurrentThreadAllocatedBytes();
        checksum += serve(REQUESTS);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(checksum).isNotZero();
        assertThat(allocated).as("bytes for %d requests", REQUESTS).isLessThan(REQUESTS);
    }

    private long serve(int requests) throws ProtocolException {
        long checksum = 0;
        for (int cookie = 0; cookie < requests; cookie++) {
            checksum += serve((long) cookie) + serveExtended(cookie);
        }
        return checksum;
    }

    private long serve(long cookie) throws ProtocolException {
        RequestHeader.encode(buffer.clear(), CommandFlags.FUA, NbdCommand.READ.code(), cookie, 512, 512);
        if (!RequestHeader.hasArrived(buffer.flip()) || !allowed(false)) {
            return 0;
        }
        long offset = RequestHeader.offset(buffer, 0);
        long length = RequestHeader.length(buffer, 0);
        buffer.clear();
        StructuredReplyHeader.encode(buffer, false, ChunkType.OFFSET_HOLE, cookie, OffsetHoleChunk.SIZE);
        OffsetHoleChunk.encode(buffer, offset, length);
        StructuredReplyHeader.encode(buffer, true, ChunkType.BLOCK_STATUS, cookie, BlockStatusChunk.payloadLength(1));
        BlockStatusChunk.encodeHead(buffer, 1);
        BlockStatusChunk.encodeDescriptor(buffer, length, 0);
        SimpleReplyHeader.encodeSuccess(buffer, cookie);
        return buffer.position();
    }

    private long serveExtended(long cookie) throws ProtocolException {
        ExtendedRequestHeader.encode(buffer.clear(), 0, NbdCommand.READ.code(), cookie, 512, 512);
        if (!RequestFormat.EXTENDED.hasArrived(buffer.flip()) || !allowed(true)) {
            return 0;
        }
        long length = RequestFormat.EXTENDED.length(buffer, 0);
        buffer.clear();
        ReplyFormat.EXTENDED.encodeChunkHeader(
                buffer, false, ChunkType.OFFSET_DATA, cookie, 512, OffsetDataChunk.payloadLength(length));
        OffsetDataChunk.encodeHead(buffer, 512);
        BlockStatusExtChunk.encodeHead(buffer, 1, 1);
        BlockStatusExtChunk.encodeDescriptor(buffer, length, 0);
        return buffer.position();
    }

    private boolean allowed(boolean extendedHeaders) {
        NbdCommand command = NbdCommand.byCode(RequestHeader.type(buffer, 0));
        CommandFlags flags = CommandFlags.of(RequestHeader.flags(buffer, 0));
        return command != null && command.allows(flags, FLAGS, extendedHeaders);
    }
}
