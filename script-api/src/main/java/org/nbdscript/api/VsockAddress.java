package org.nbdscript.api;

import java.net.SocketAddress;
import java.util.Objects;

/** The address of a socket between virtual machines. */
public final class VsockAddress extends SocketAddress {
    /** Stands for all machines. */
    public static final long ANY_CID = 0xffff_ffffL;

    private static final long serialVersionUID = 1;

    private final long cid;
    private final long port;

    /**
     * An address.
     *
     * @param cid the machine, unsigned 32 bits
     * @param port unsigned 32 bits
     */
    public VsockAddress(long cid, long port) {
        this.cid = cid;
        this.port = port;
    }

    /** The machine: 2 is the host, 1 this machine itself. */
    public long cid() {
        return cid;
    }

    /** The port. */
    public long port() {
        return port;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VsockAddress address && address.cid == cid && address.port == port;
    }

    @Override
    public int hashCode() {
        return Objects.hash(cid, port);
    }

    /** For people: {@code vsock:2:4711}. */
    @Override
    public String toString() {
        return "vsock:" + (cid == ANY_CID ? "*" : Long.toString(cid)) + ":" + port;
    }
}
