package org.nbdscript.protocol.transmission;

import org.jspecify.annotations.Nullable;

/** What a chunk of a structured or extended reply carries (section "Structured reply types"). */
public enum ChunkType {
    /** Nothing; always the last chunk. */
    NONE(0),
    /** Data of the export, by {@link OffsetDataChunk}. */
    OFFSET_DATA(1),
    /** A range of zeroes, by {@link OffsetHoleChunk}. */
    OFFSET_HOLE(2),
    /** Extents of one metadata context in 32 bits, by {@link BlockStatusChunk}; not with extended headers. */
    BLOCK_STATUS(5),
    /** Extents of one metadata context in 64 bits, by {@link BlockStatusExtChunk}; only with extended headers. */
    BLOCK_STATUS_EXT(6),
    /** An error, by {@link ErrorChunk}. */
    ERROR(ChunkType.ERROR_BIT | 1),
    /** An error and where it happened, by {@link ErrorOffsetChunk}. */
    ERROR_OFFSET(ChunkType.ERROR_BIT | 2);

    /** Set in the numbers of all error chunks, unknown ones included. */
    public static final int ERROR_BIT = 1 << 15;

    private static final ChunkType[] CONTENTS = {
        NONE, OFFSET_DATA, OFFSET_HOLE, null, null, BLOCK_STATUS, BLOCK_STATUS_EXT
    };
    private static final ChunkType[] ERRORS = {null, ERROR, ERROR_OFFSET};

    private final int code;

    ChunkType(int code) {
        this.code = code;
    }

    /** The number on the wire, 16 bits. */
    public int code() {
        return code;
    }

    /** Whether the chunk says that the request failed. */
    public boolean isError() {
        return isError(code);
    }

    /** The type with this number, or null if it has none of the known ones. */
    public static @Nullable ChunkType byCode(int code) {
        ChunkType[] types = isError(code) ? ERRORS : CONTENTS;
        int number = code & ~ERROR_BIT;
        return number >= 0 && number < types.length ? types[number] : null;
    }

    /** Whether a chunk of this number, known or not, says that the request failed. */
    public static boolean isError(int code) {
        return (code & ERROR_BIT) != 0;
    }
}
