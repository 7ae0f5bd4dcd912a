package org.nbdscript.api;

/**
 * Takes the extents of one metadata context of a disk in ascending order, without gaps, from at or before the start of
 * the request.
 */
@FunctionalInterface
public interface StatusSink {
    /**
     * Adds the next extent. What lies before the request's start is ignored, what goes beyond its end may be cut, and
     * equal neighbours are merged.
     *
     * @param offset the first byte, on the disk
     * @param length the bytes, more than 0
     * @param status what it means depends on the context; 32 bits unless the context {@linkplain MetaContext#is64Bit
     *     has 64}
     * @return false when no more extents are wanted: the disk may stop
     * @throws NbdException EINVAL if the extent leaves a gap or goes back
     */
    boolean add(long offset, long length, long status);
}
