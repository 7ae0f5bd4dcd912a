package org.nbdscript.api;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open disk: what one connection sees of one export. Every layer is one: a plugin makes it, a filter wraps it.
 *
 * <p>Offsets and lengths are in bytes. A call is made only with a range that lies within {@link #size} and is not
 * empty, and only if {@link #capabilities} allow it. A call fails with an {@link NbdException}; any other exception
 * counts as EIO. Calls may come from several threads at once if the plugin's {@link ThreadModel} lets them.
 */
public interface Disk extends AutoCloseable {
    /**
     * The size in bytes, 0 to 2^63-1. A change must be announced by {@link HostServices#sizeChanged}, after which the
     * size is asked again; requests that began before it may still come by the old one.
     */
    long size();

    /** The sizes of requests it wants; null if it does not care. */
    default @Nullable BlockSize blockSize() {
        return null;
    }

    /**
     * Whether requests come that do not fit the {@link #blockSize}, since the disk sees to them itself. Else the host
     * makes them fit, or refuses them.
     */
    default boolean takesMisfits() {
        return false;
    }

    /** A description of the export for people, at most 4096 bytes of UTF-8; null if there is none. */
    default @Nullable String description() {
        return null;
    }

    /** What it can do. */
    default Capabilities capabilities() {
        return Capabilities.READ_ONLY;
    }

    /** Whether its calls may wait; asked again with each request, since a script shows it only by what it does. */
    default Blocking blocking() {
        return Blocking.NEVER;
    }

    /** Reads: answers the request, wholly, before it returns. */
    void read(ReadRequest request);

    /**
     * Reads, if that takes no waiting, as when a file's bytes are in the page cache. Asked only of a disk whose calls
     * may wait: what it answers saves a change of threads.
     *
     * @return false if the answer would have to be waited for, or might fail; {@link #read} will be called then
     */
    default boolean readNow(ReadRequest request) {
        return false;
    }

    /**
     * Writes.
     *
     * @param data the bytes, read-only or not to be changed, from position to limit; valid until the call returns
     * @param flags fua
     */
    default void write(ByteBuffer data, long offset, RequestFlags flags) {
        throw new NbdException(Errno.EROFS, "the disk cannot be written");
    }

    /**
     * Lends the memory that a write's bytes belong into, so that they are received right there. If not all of them
     * come, the range holds some old and some new bytes, as after any write that has failed half-way.
     *
     * @param target takes parts that together have as many bytes as the write
     * @return false if the disk has no such memory; {@link #write} will be called then
     */
    default boolean lend(long offset, int length, BufferSink target) {
        return false;
    }

    /**
     * Says that all of a write's bytes are in the memory that was {@linkplain #lend lent} for it.
     *
     * @param flags fua
     */
    default void written(long offset, int length, RequestFlags flags) {
        throw new NbdException(Errno.EIO, "the disk has lent no memory");
    }

    /** Brings all that writes, trims and zeroes have done before the call to stable storage. */
    default void flush() {
        throw new NbdException(Errno.EINVAL, "the disk has no flush");
    }

    /**
     * Says that a range is not needed any more; what it reads as afterwards is undefined.
     *
     * @param flags fua
     */
    default void trim(long offset, long length, RequestFlags flags) {
        throw new NbdException(Errno.EINVAL, "the disk has no trim");
    }

    /**
     * Makes a range read as zeroes.
     *
     * @param flags fua, mayTrim, fastZero
     * @throws NbdException ENOTSUP to have the host write zeroes instead, or with fastZero to tell the client so
     */
    default void zero(long offset, long length, RequestFlags flags) {
        throw new NbdException(Errno.ENOTSUP, "the disk has no zero");
    }

    /**
     * Says what a range consists of, beginning with the extent that has its first byte.
     *
     * @param flags requestOne
     */
    default void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        extents.add(offset, length, ExtentType.DATA);
    }

    /**
     * Says what a range consists of, if that takes no waiting worth a change of threads. Asked only of a disk whose
     * calls may wait.
     *
     * @param flags requestOne
     * @return false if it would have to be waited for, or might fail, or takes long; what was added counts for nothing
     *     then, and {@link #extents} will be called
     */
    default boolean extentsNow(long offset, long length, RequestFlags flags, ExtentSink extents) {
        return false;
    }

    /**
     * The metadata contexts that it has besides {@code base:allocation}, which {@link #extents} answers. They do not
     * change while the disk is open. A filter may add to those of the disk below, leave some out, or pass them on.
     */
    default List<MetaContext> metaContexts() {
        return List.of();
    }

    /**
     * Says what status a range has in one of the {@link #metaContexts}, beginning with the extent that has its first
     * byte.
     *
     * @param context its name
     * @param flags requestOne
     */
    default void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
        throw new NbdException(Errno.EINVAL, "the disk has no metadata context " + context);
    }

    /**
     * Changes the size, because a client wants that. The size is asked again then.
     *
     * @param size in bytes, a multiple of the minimum block size
     * @throws NbdException EPERM, EIO, or ENOSPC if there is no space for so many bytes
     */
    default void resize(long size) {
        throw new NbdException(Errno.EPERM, "the disk cannot change its size");
    }

    /** Says that a range will be read soon. */
    default void cache(long offset, long length) {}

    /**
     * What sends the connection's replies in the server's place; null for the server itself. Asked once, when the
     * client's first request is awaited.
     */
    default @Nullable ReplyTamper replyTamper() {
        return null;
    }

    /** Ends the connection's use of the disk. Called once, after the last call has returned. */
    @Override
    default void close() {}
}
