package org.nbdscript.server;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nbdscript.api.HostServices;
import org.nbdscript.posix.AdoptedSocket;
import org.nbdscript.posix.CloseOnExec;
import org.nbdscript.posix.VsockListener;

/** Binds all that a server listens on, and says clearly why one cannot be bound. */
final class Binder {
    /** How many connections may wait to be accepted. */
    static final int BACKLOG = 1024;

    private final HostServices services;
    private final TcpBinder tcp;
    private final UnixBinder unix;

    Binder(HostServices services) {
        this.services = services;
        this.tcp = new TcpBinder(services);
        this.unix = new UnixBinder(services);
    }

    /**
     * Binds addresses: one listener for each, or several for a host that has several addresses, in the order of the
     * addresses.
     *
     * @throws IOException with a text for people that says what is wrong; none is bound then
     */
    List<Listener> bind(List<ListenAddress> addresses) throws IOException {
        // Equality of records takes long the first time, and most servers have one address.
        Collection<ListenAddress> distinct = addresses.size() == 1 ? addresses : new LinkedHashSet<>(addresses);
        Map<ListenAddress, List<Listener>> freePorts = tcp.bindFreePorts(distinct);
        List<Listener> listeners = new ArrayList<>();
        try {
            for (ListenAddress address : distinct) {
                List<Listener> bound = freePorts.get(address);
                listeners.addAll(bound == null ? bind(address) : bound);
            }
            return listeners;
        } catch (IOException e) {
            listeners.forEach(Listener::close);
            freePorts.values().forEach(bound -> bound.forEach(Listener::close));
            throw e;
        }
    }

    private List<Listener> bind(ListenAddress address) throws IOException {
        // Not a switch: the first one over types makes code at run time, which a start need not wait for.
        if (address instanceof ListenAddress.Unix socket) {
            return List.of(unix.bind(socket));
        }
        if (address instanceof ListenAddress.Tcp port) {
            return tcp.bind(port);
        }
        return List.of(
                address instanceof ListenAddress.Vsock vsock
                        ? bindVsock(vsock)
                        : adopt((ListenAddress.Inherited) address));
    }

    private Listener bindVsock(ListenAddress.Vsock vsock) throws IOException {
        try {
            return listener(VsockListener.open(vsock.cid(), vsock.port(), BACKLOG), vsock);
        } catch (IOException e) {
            throw new IOException("cannot listen on the " + vsock + ": " + e.getMessage(), e);
        }
    }

    private Listener adopt(ListenAddress.Inherited inherited) throws IOException {
        try {
            CloseOnExec.set(inherited.descriptor());
            return listener(AdoptedSocket.listening(inherited.descriptor()), inherited);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on the " + inherited + ": " + Objects.requireNonNullElse(e.getMessage(), e), e);
        }
    }

    private Listener listener(ServerSocketChannel channel, ListenAddress origin) throws IOException {
        try {
            return new Listener(
                    channel, new BoundAddress(SocketNames.local(channel), origin), null, client -> true, services);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
