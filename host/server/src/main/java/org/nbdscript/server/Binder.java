package org.nbdscript.server;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.posix.Ipv6Only;
import org.nbdscript.posix.SocketDescriptor;
import org.nbdscript.server.ListenAddress.Family;

/** Binds listening sockets, and says clearly why one cannot be bound. */
final class Binder {
    private static final int BACKLOG = 1024;

    /** How often another free port is tried when one is free for only some of a host's addresses. */
    private static final int ATTEMPTS = 16;

    private final HostServices services;

    Binder(HostServices services) {
        this.services = services;
    }

    /**
     * Binds an address: one listener, or several for a host that has several addresses.
     *
     * @throws IOException with a text for people that says what is wrong
     */
    List<Listener> bind(ListenAddress address) throws IOException {
        return switch (address) {
            case ListenAddress.Unix unix -> List.of(bindUnix(unix.path()));
            case ListenAddress.Tcp tcp -> bindTcp(tcp);
        };
    }

    private Listener bindUnix(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            return new Listener(channel, path.toAbsolutePath(), client -> true, services);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot listen on the unix socket " + path + ": " + reason(path, e), e);
        }
    }

    private static String reason(Path path, IOException failure) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return String.valueOf(failure.getMessage());
        }
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return "another process listens on it" + (probe.isConnected() ? "" : " no more");
        } catch (IOException e) {
            return "the file exists already; remove it if no other process uses it";
        }
    }

    private List<Listener> bindTcp(ListenAddress.Tcp tcp) throws IOException {
        List<@Nullable InetAddress> hosts = hosts(tcp);
        for (int attempt = 1; ; attempt++) {
            try {
                return bindAll(tcp, hosts);
            } catch (IOException e) {
                if (tcp.port() == 0 && hosts.size() > 1 && e instanceof BindException && attempt < ATTEMPTS) {
                    continue;
                }
                String hint = e instanceof BindException && tcp.port() > 0 ? inUse(e) : String.valueOf(e.getMessage());
                throw new IOException("cannot listen on " + tcp + ": " + hint, e);
            }
        }
    }

    private static String inUse(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("in use") ? "another process listens on it (" + message + ")" : message;
    }

    /** The addresses of the host that count; null stands for all interfaces. */
    private static List<@Nullable InetAddress> hosts(ListenAddress.Tcp tcp) throws IOException {
        if (tcp.host() == null) {
            return Arrays.asList((InetAddress) null);
        }
        List<@Nullable InetAddress> hosts = new ArrayList<>();
        try {
            for (InetAddress host : InetAddress.getAllByName(tcp.host())) {
                boolean counts = switch (tcp.family()) {
                    case ANY -> true;
                    case IPV4 -> host instanceof Inet4Address;
                    case IPV6 -> host instanceof Inet6Address;
                };
                if (counts && !hosts.contains(host)) {
                    hosts.add(host);
                }
            }
        } catch (UnknownHostException e) {
            throw new IOException("cannot listen on " + tcp + ": the host " + tcp.host() + " is not known", e);
        }
        if (hosts.isEmpty()) {
            throw new IOException(
                    "cannot listen on " + tcp + ": the host " + tcp.host() + " has no address of " + tcp.family());
        }
        return hosts;
    }

    private List<Listener> bindAll(ListenAddress.Tcp tcp, List<@Nullable InetAddress> hosts) throws IOException {
        List<Listener> listeners = new ArrayList<>();
        int port = tcp.port();
        try {
            for (InetAddress host : hosts) {
                Listener listener = bindOne(tcp, host, port);
                listeners.add(listener);
                port = ((InetSocketAddress) listener.address()).getPort();
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
            channel.bind(new InetSocketAddress(host, port), BACKLOG);
            return new Listener(channel, null, client -> isOfFamily(client, tcp.family()), services);
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
