package org.nbdscript.api;

/** What a call on a disk may do to the thread that makes it: the server chooses the thread by this. */
public enum Blocking {
    /** Calls end as soon as the processor has done them: they run on the connection's own thread, one after another. */
    NEVER,
    /** Calls may wait for promises, timers, locks or sockets: a virtual thread each, any number at a time. */
    PARKS,
    /** Calls may wait in the kernel where a virtual thread would hold its carrier, as for files: a platform thread. */
    PINS;

    /** What a disk is that makes calls of both kinds. */
    public static Blocking stronger(Blocking left, Blocking right) {
        return left.compareTo(right) >= 0 ? left : right;
    }
}
