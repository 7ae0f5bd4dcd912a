package org.nbdscript.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A read to be answered by the disk, in one of two ways: dense, by filling {@link #buffer}; or in parts, by
 * {@link #data}, {@link #hole} and {@link #file} in any order, which together cover the request exactly and do not
 * overlap.
 *
 * <p>It belongs to the call: it may not be used after {@link Disk#read} has returned.
 */
public interface ReadRequest {
    /** The first byte wanted, on the disk. */
    long offset();

    /** How many bytes are wanted, more than 0. */
    int length();

    /**
     * The bytes of the reply, to be filled with all of the request: position 0, limit {@link #length}, all zeroes. What
     * it holds when the call returns is the reply, unless a part was given by one of the other methods: then the parts
     * are.
     */
    ByteBuffer buffer();

    /**
     * The same as {@link #buffer}, but with arbitrary content, for those who fill all of it in any case: other clients'
     * data may be what is not.
     */
    default ByteBuffer bufferToFill() {
        return buffer();
    }

    /**
     * Says that the first bytes of {@link #buffer} are final: they may be sent before the rest is there, if the client
     * can take them so. A hint, of which nothing may come; a failure after it is still told to the client.
     *
     * @param length how many bytes from the buffer's beginning on, more than before
     */
    default void ready(int length) {}

    /**
     * Answers a part with bytes that are lent: they are sent from where they are, some time after the call returns. If
     * they change until then, the client gets either content, as with any write during a read.
     *
     * @param offset the part's first byte, on the disk
     * @param bytes its content, from position to limit
     */
    void data(long offset, ByteBuffer bytes);

    /**
     * The same with a part of a buffer, whatever the buffer's own position and limit: saves a view.
     *
     * @param offset the part's first byte, on the disk
     * @param index where in the buffer its content begins
     * @param length how many bytes it has
     */
    default void data(long offset, ByteBuffer bytes, int index, int length) {
        data(offset, bytes.slice(index, length));
    }

    /**
     * The same with memory that never becomes anything else's while its pages may still be on their way to a client,
     * such as that of a mapping: they may be sent without a copy. If they change until the client takes them, it gets
     * either content.
     */
    default void mapped(long offset, ByteBuffer bytes, int index, int length) {
        data(offset, bytes, index, length);
    }

    /**
     * Answers a part that reads as zeroes.
     *
     * @param offset the part's first byte, on the disk
     * @param length its length in bytes
     */
    void hole(long offset, int length);

    /**
     * Answers a part with bytes of a file.
     *
     * @param offset the part's first byte, on the disk
     * @param channel the file, which stays open as long as the disk
     * @param position the first byte in the file
     * @param length the part's length in bytes; bytes beyond the end of the file read as zeroes
     * @throws IOException if the file cannot be read
     */
    void file(long offset, FileChannel channel, long position, int length) throws IOException;

    /**
     * Answers the whole request with the pages that a file has in the system's cache, without copying them, where the
     * way to the client allows that and it is worth it. What is written to the file before the client takes them, it
     * may see, as with any write during a read. Waits for pages that are not in the cache.
     *
     * @param descriptor of a file or block device, which need not stay open
     * @param position the first byte in the file
     * @return false if nothing was answered, since copying is better or the only way, or since the file ends before
     */
    default boolean pages(int descriptor, long position) {
        return false;
    }
}
