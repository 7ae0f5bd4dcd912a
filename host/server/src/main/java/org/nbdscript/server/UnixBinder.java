package org.nbdscript.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import org.nbdscript.api.HostServices;
import org.nbdscript.posix.Umask;

/** Binds unix sockets. */
final class UnixBinder {
    private static final int ALL = 0777;
    private static final int ALL_BUT_OWNER = 0177;

    private final HostServices services;

    UnixBinder(HostServices services) {
        this.services = services;
    }

    /**
     * Opens one, and closes it: the first one makes the JDK load its security providers for the names of sockets that
     * have none, which takes as long as a third of a start.
     */
    static void prepare() {
        try {
            ServerSocketChannel.open(StandardProtocolFamily.UNIX).close();
        } catch (IOException | UnsupportedOperationException e) {
            // Whoever needs one will hear of it.
        }
    }

    /** Binds one, and sets its permissions. */
    Listener bind(ListenAddress.Unix unix) throws IOException {
        Path path = unix.path();
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            if (unix.permissions().isUnchanged()) {
                bind(channel, path);
            } else {
                bindAndPermit(channel, path, unix.permissions());
            }
            BoundAddress bound = new BoundAddress(channel.getLocalAddress(), unix);
            return new Listener(channel, bound, path.toAbsolutePath(), client -> true, services);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot listen on the unix socket " + path + ": " + e.getMessage(), e);
        }
    }

    private static void bind(ServerSocketChannel channel, Path path) throws IOException {
        try {
            channel.bind(UnixDomainSocketAddress.of(path), Binder.BACKLOG);
        } catch (IOException e) {
            throw new IOException(reason(path, e), e);
        }
    }

    /** A mask for the moment of binding leaves no time in which others may use what they may not later. */
    private static void bindAndPermit(ServerSocketChannel channel, Path path, UnixPermissions permissions)
            throws IOException {
        int usual = Umask.set(ALL_BUT_OWNER);
        try {
            bind(channel, path);
        } finally {
            Umask.set(usual);
        }
        try {
            own(path, permissions);
            Files.setAttribute(path, "unix:mode", permissions.mode() == null ? ALL & ~usual : permissions.mode());
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static void own(Path path, UnixPermissions permissions) throws IOException {
        PosixFileAttributeView file = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        UserPrincipalLookupService names = path.getFileSystem().getUserPrincipalLookupService();
        String group = permissions.group();
        if (group != null) {
            set("group", group, () -> file.setGroup(names.lookupPrincipalByGroupName(group)));
        }
        String owner = permissions.owner();
        if (owner != null) {
            set("user", owner, () -> file.setOwner(names.lookupPrincipalByName(owner)));
        }
    }

    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }

    private static void set(String kind, String name, Change change) throws IOException {
        try {
            change.make();
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException("there is no " + kind + " " + name, e);
        } catch (IOException e) {
            throw new IOException("it cannot be given to the " + kind + " " + name + ": " + e.getMessage(), e);
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
}
