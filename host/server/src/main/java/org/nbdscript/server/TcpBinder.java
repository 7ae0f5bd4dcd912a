package org.nbdscript.server;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.posix.Ipv6Only;
import org.nbdscript.posix.SocketDescriptor;
import org.nbdscript.server.ListenAddress.Family;

/** Binds TCP ports. */
final class TcpBinder {
    /** How often another free port is tried when one is free for only some of the addresses. */
    private static final int ATTEMPTS = 16;

    private final HostServices services;

    TcpBinder(HostServices services) {
        this.services = services;
    }

    /** Binds a port that is not 0 on all addresses of the host. */
    List<Listener> bind(ListenAddress.Tcp tcp) throws IOException {
        try {
            return bindAll(tcp, hosts(tcp), tcp.port());
        } catch (IOException e) {
            throw failure(tcp, e);
        }
    }

    /**
     * Binds those addresses that have port 0, all to one free port.
     *
     * @return the listeners of these addresses
     */
    Map<ListenAddress, List<Listener>> bindFreePorts(Collection<ListenAddress> addresses) throws IOException {
        Map<ListenAddress.Tcp, List<@Nullable InetAddress>> hosts = new LinkedHashMap<>();
        for (ListenAddress address : addresses) {
            if (address instanceof ListenAddress.Tcp tcp && tcp.port() == 0) {
                hosts.put(tcp, hosts(tcp));
            }
        }
        for (int attempt = 1; ; attempt++) {
            Map<ListenAddress, List<Listener>> bound = new LinkedHashMap<>();
            if (bindToOnePort(hosts, bound, attempt == ATTEMPTS)) {
                return bound;
            }
        }
    }

    /** False if the port that was free for the first address is not so for another; nothing is bound then. */
    private boolean bindToOnePort(
            Map<ListenAddress.Tcp, List<@Nullable InetAddress>> hosts,
            Map<ListenAddress, List<Listener>> bound,
            boolean isLastAttempt)
            throws IOException {
        int port = 0;
        for (Map.Entry<ListenAddress.Tcp, List<@Nullable InetAddress>> entry : hosts.entrySet()) {
            ListenAddress.Tcp tcp = entry.getKey();
            try {
                List<Listener> listeners = bindAll(tcp, entry.getValue(), port);
                bound.put(tcp, listeners);
                port = port(listeners.getFirst());
            } catch (IOException e) {
                bound.values().forEach(listeners -> listeners.forEach(Listener::close));
                if (e instanceof BindException && !isLastAttempt) {
                    return false;
                }
                throw failure(tcp, e);
            }
        }
        return true;
    }

    private static int port(Listener listener) {
        return ((InetSocketAddress) listener.bound().address()).getPort();
    }

    private static IOException failure(ListenAddress.Tcp tcp, IOException cause) {
        if (cause instanceof UnknownHostException) {
            return cause;
        }
        String message = String.valueOf(cause.getMessage());
        boolean isInUse = cause instanceof BindException && message.contains("in use");
        return new IOException(
                "cannot listen on " + tcp + ": "
                        + (isInUse ? "another process listens on it (" + message + ")" : message),
                cause);
    }

    /** The addresses of the host that count; null stands for all interfaces. */
    private static List<@Nullable InetAddress> hosts(ListenAddress.Tcp tcp) throws IOException {
        if (tcp.host() == null) {
            return Arrays.asList((InetAddress) null);
        }
        List<@Nullable InetAddress> hosts = new ArrayList<>();
        for (InetAddress host : addresses(tcp)) {
            boolean counts = switch (tcp.family()) {
                case ANY -> true;
                case IPV4 -> host instanceof Inet4Address;
                case IPV6 -> host instanceof Inet6Address;
            };
            if (counts && !hosts.contains(host)) {
                hosts.add(host);
            }
        }
        if (hosts.isEmpty()) {
            throw unknown(tcp, tcp.host() + " has no address of " + tcp.family());
        }
        return hosts;
    }

    /** An interface is meant where its name is one, and else a host. */
    private static List<InetAddress> addresses(ListenAddress.Tcp tcp) throws IOException {
        NetworkInterface networkInterface = NetworkInterface.getByName(tcp.host());
        if (networkInterface != null) {
            return networkInterface.inetAddresses().toList();
        }
        try {
            return List.of(InetAddress.getAllByName(tcp.host()));
        } catch (UnknownHostException e) {
            throw unknown(tcp, "the host or interface " + tcp.host() + " is not known");
        }
    }

    private static UnknownHostException unknown(ListenAddress.Tcp tcp, String reason) {
        return new UnknownHostException("cannot listen on " + tcp + ": " + reason);
    }

    private List<Listener> bindAll(ListenAddress.Tcp tcp, List<@Nullable InetAddress> hosts, int firstPort)
            throws IOException {
        List<Listener> listeners = new ArrayList<>();
        int port = firstPort;
        try {
            for (InetAddress host : hosts) {
                Listener listener = bindOne(tcp, host, port);
                listeners.add(listener);
                port = port(listener);
            }
        } catch (IOException e) {
            listeners.forEach(Listener::close);
            throw e;
        }
        return listeners;
    }

    private Listener bindOne(ListenAddress.Tcp tcp, @Nullable InetAddress host, int port) throws IOException {
        ServerSocketChannel channel = open(tcp.family(), host);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (tcp.family() == Family.IPV6 && !Ipv6Only.set(channel)) {
                services.debug(
                        tcp + ": clients of IPv4 are accepted and turned away, since the JVM was started without "
                                + SocketDescriptor.NEEDED_FLAG);
            }
            channel.bind(new InetSocketAddress(host, port), Binder.BACKLOG);
            BoundAddress bound = new BoundAddress(channel.getLocalAddress(), tcp);
            return new Listener(channel, bound, null, client -> isOfFamily(client, tcp.family()), services);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** A socket of version 6 on all interfaces takes clients of both versions. */
    private static ServerSocketChannel open(Family family, @Nullable InetAddress host) throws IOException {
        if (family == Family.IPV4 || host instanceof Inet4Address) {
            return ServerSocketChannel.open(StandardProtocolFamily.INET);
        }
        return family == Family.IPV6
                ? ServerSocketChannel.open(StandardProtocolFamily.INET6)
                : ServerSocketChannel.open();
    }

    /** Where the system could not be told to keep clients of version 4 away, they are turned away. */
    private static boolean isOfFamily(SocketChannel client, Family family) {
        if (family != Family.IPV6) {
            return true;
        }
        try {
            return client.getRemoteAddress() instanceof InetSocketAddress remote
                    && remote.getAddress() instanceof Inet6Address;
        } catch (IOException e) {
            return false;
        }
    }
}
