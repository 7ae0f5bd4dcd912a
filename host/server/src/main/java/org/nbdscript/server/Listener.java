package org.nbdscript.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;

/** A socket that clients connect to, bound already. */
final class Listener implements Closeable {
    private static final long PAUSE_MILLIS = 100;

    private final ServerSocketChannel channel;
    private final BoundAddress bound;
    private final @Nullable Path file;
    private final Predicate<SocketChannel> isWelcome;
    private final HostServices services;

    /**
     * A listener.
     *
     * @param channel bound
     * @param file the unix socket's, to be removed at the end; null if there is none that is ours
     * @param isWelcome whether a client that has connected is to be served at all
     */
    Listener(
            ServerSocketChannel channel,
            BoundAddress bound,
            @Nullable Path file,
            Predicate<SocketChannel> isWelcome,
            HostServices services) {
        this.channel = channel;
        this.bound = bound;
        this.file = file;
        this.isWelcome = isWelcome;
        this.services = services;
    }

    /** Where it is bound. */
    BoundAddress bound() {
        return bound;
    }

    /** Starts to accept clients, each of which is handed over. */
    void start(BiConsumer<SocketChannel, BoundAddress> clients, ConnectionLog log) {
        Thread.ofPlatform().daemon().name("nbd-listener " + bound.address()).start(() -> acceptAll(clients, log));
    }

    private void acceptAll(BiConsumer<SocketChannel, BoundAddress> clients, ConnectionLog log) {
        while (channel.isOpen()) {
            try {
                SocketChannel client = channel.accept();
                if (isWelcome.test(client)) {
                    clients.accept(client, bound);
                } else {
                    client.close();
                }
            } catch (IOException e) {
                pauseAfter(e, log);
            }
        }
    }

    /** Without a pause, a lack of file descriptors would keep a processor busy. */
    private void pauseAfter(IOException failure, ConnectionLog log) {
        if (!channel.isOpen()) {
            return;
        }
        log.error("a client could not be accepted on " + bound.address(), failure.toString());
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    /** Accepts no more clients, and removes the socket's file. */
    @Override
    public void close() {
        try {
            channel.close();
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            services.error("the socket " + bound.address() + " could not be closed: " + e);
        }
    }
}
