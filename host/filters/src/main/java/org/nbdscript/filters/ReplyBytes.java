package org.nbdscript.filters;

import java.nio.ByteBuffer;

/** The bytes of whole replies, and what can be made wrong with them (section "Reply message" of the specification). */
final class ReplyBytes {
    private static final int SIMPLE_MAGIC = 0x67446698;
    private static final int EXTENDED_MAGIC = 0x6e8a278c;

    /** Where it is in all kinds of replies. */
    private static final int COOKIE_AT = 8;

    private static final int ERROR_AT = 4;
    private static final int FLAGS_AT = 4;
    private static final int TYPE_AT = 6;
    private static final int SIMPLE_SIZE = 16;
    private static final int STRUCTURED_SIZE = 20;
    private static final int EXTENDED_SIZE = 32;
    private static final short DONE = 1;
    private static final short ERROR_TYPE = (short) 0x8001;
    private static final int EIO = 5;
    /** An error's number and the length of its text, which is 0. */
    private static final int ERROR_PAYLOAD = 6;

    private ReplyBytes() {}

    static void spoilMagic(ByteBuffer reply) {
        int at = reply.position();
        reply.put(at, (byte) ~reply.get(at));
    }

    static void spoilCookie(ByteBuffer reply) {
        int at = reply.position() + COOKIE_AT;
        reply.putLong(at, ~reply.getLong(at));
    }

    /** Clears the flag of the last chunk; a simple reply has none. */
    static void spoilDone(ByteBuffer reply) {
        int at = reply.position();
        while (at < reply.limit() && reply.getInt(at) != SIMPLE_MAGIC) {
            reply.putShort(at + FLAGS_AT, (short) (reply.getShort(at + FLAGS_AT) & ~DONE));
            at += reply.getInt(at) == EXTENDED_MAGIC
                    ? EXTENDED_SIZE + (int) reply.getLong(at + EXTENDED_SIZE - Long.BYTES)
                    : STRUCTURED_SIZE + reply.getInt(at + STRUCTURED_SIZE - Integer.BYTES);
        }
    }

    /** A reply to the same request that says that it has failed with EIO. */
    static ByteBuffer error(ByteBuffer reply) {
        ByteBuffer error = ByteBuffer.allocateDirect(EXTENDED_SIZE + ERROR_PAYLOAD);
        int magic = reply.getInt(reply.position());
        error.putInt(0, magic).putLong(COOKIE_AT, reply.getLong(reply.position() + COOKIE_AT));
        if (magic == SIMPLE_MAGIC) {
            return error.putInt(ERROR_AT, EIO).limit(SIMPLE_SIZE);
        }
        error.putShort(FLAGS_AT, DONE).putShort(TYPE_AT, ERROR_TYPE);
        if (magic == EXTENDED_MAGIC) {
            error.putLong(SIMPLE_SIZE, reply.getLong(reply.position() + SIMPLE_SIZE));
            return error.putLong(EXTENDED_SIZE - Long.BYTES, ERROR_PAYLOAD).putInt(EXTENDED_SIZE, EIO);
        }
        error.putInt(STRUCTURED_SIZE - Integer.BYTES, ERROR_PAYLOAD).putInt(STRUCTURED_SIZE, EIO);
        return error.limit(STRUCTURED_SIZE + ERROR_PAYLOAD);
    }
}
