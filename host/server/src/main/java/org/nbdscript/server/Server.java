package org.nbdscript.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Peer;
import org.nbdscript.engine.DiskStack;

/**
 * Serves a {@link DiskStack} to NBD clients.
 *
 * <p>{@link #bind} finds out whether all addresses can be had, {@link #start} begins to serve; between the two nothing
 * is accepted, so that a plugin can be told. {@link #shutdown} ends all in good order.
 */
public final class Server implements AutoCloseable {
    /** How long connections that were cut off may take to notice. */
    private static final Duration AFTER_ABORT = Duration.ofSeconds(2);

    /**
     * In bytes; the system gives no more than {@code net.core.wmem_max}. By its default a unix socket holds less than
     * one large reply, so that client and server wait for each other. TCP sockets grow by themselves.
     */
    private static final int UNIX_SEND_BUFFER = 2 << 20;

    private final DiskStack stack;
    private final HostServices services;
    private final ServerConfiguration configuration;
    private final BufferPool buffers;
    private final PipePool pipes;
    private final InputWatch inputWatch;
    private final Connections connections;
    private final Workers workers = new Workers();
    private final ConnectionLog log;
    private final LastExit lastExit;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Client> given = new ArrayList<>();
    private volatile boolean hasRefusedGiven;
    private final AtomicBoolean isEnding = new AtomicBoolean();
    private final CountDownLatch end = new CountDownLatch(1);

    /** A server that does nothing yet. */
    public Server(DiskStack stack, HostServices services, ServerConfiguration configuration) {
        this.stack = stack;
        this.services = services;
        this.log = new ConnectionLog(services, System::nanoTime, this::runLater);
        this.configuration = configuration;
        this.buffers = new BufferPool(configuration.limits().bufferBytes());
        this.inputWatch = new InputWatch(services);
        this.pipes = new PipePool(services);
        this.connections = new Connections(configuration.admission());
        Duration grace = configuration.admission().exitAfterLast();
        this.lastExit =
                new LastExit(grace == null && isGivenOnly() ? Duration.ZERO : grace, workers, services::shutdown);
    }

    /**
     * Does in the background what binding and the first client would have to wait for. To be called early: it takes the
     * time that the rest of a start does, on another processor.
     *
     * @param bindsUnix whether it will listen on a unix socket
     */
    public static void prepare(boolean bindsUnix) {
        Thread.ofPlatform().daemon().name("nbd-prepare").start(() -> {
            if (bindsUnix) {
                UnixBinder.prepare();
            }
            DirectSocket.prepare();
        });
    }

    /** What is not done when the server ends is never done. */
    private void runLater(Duration delay, Runnable task) {
        Future<?> _ = workers.runLater(delay, task);
    }

    /**
     * Binds all addresses, and takes over the connections that exist.
     *
     * @throws IOException if one cannot be bound, with a text for people that says which and why; none is bound then
     */
    public void bind() throws IOException {
        listeners.addAll(new Binder(services).bind(configuration.addresses()));
        GivenClients clients = new GivenClients(services);
        for (GivenConnection connection : configuration.given()) {
            given.add(clients.open(connection));
        }
    }

    /** Where it is bound, in the order of the configuration; a host name may have several addresses. */
    public List<BoundAddress> bound() {
        return listeners.stream().map(Listener::bound).toList();
    }

    /** Begins to serve. */
    public void start() {
        listeners.forEach(listener -> listener.start(this::accept, log));
        // All count from the start, so that none is the last one before all have begun.
        given.forEach(client -> lastExit.begun());
        given.forEach(this::serve);
        given.forEach(client -> lastExit.ended(false));
    }

    private void accept(SocketChannel channel, BoundAddress bound) {
        try {
            if (bound.address() instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                if (configuration.keepAlive() != null) {
                    configuration.keepAlive().set(channel);
                }
            } else {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, UNIX_SEND_BUFFER);
            }
            Peer peer = Peers.of(channel, bound.address(), services);
            serve(new Client(new PlainTransport(channel, bound.address(), services), peer, null));
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
            log.error("a client cannot be served", e.toString());
            closeQuietly(channel);
        }
    }

    private void serve(Client client) {
        Connection connection =
                new Connection(offerTls(client), stack, configuration, services, log, buffers, pipes, workers);
        lastExit.begun();
        switch (connections.add(connection)) {
            case ADMITTED -> start(connection);
            case WAITING ->
                services.debug(
                        "client " + client.peer().name() + " waits: there are " + connections.size() + " connections");
            case FULL -> turnAway(connection, "there are enough connections");
            case CLOSED -> turnAway(connection, "the server ends");
        }
    }

    private void turnAway(Connection connection, String reason) {
        log.warn(connection.peer(), "is turned away", reason);
        connection.abort();
        lastExit.ended(false);
    }

    private void start(Connection connection) {
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("nbd-connection " + connection.peer().name())
                .unstarted(() -> run(connection));
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            log.error(connection.peer(), "cannot be served", e.toString());
            connection.abandon();
            ended(connection);
        }
    }

    private void run(Connection connection) {
        boolean hasEnded = true;
        try {
            hasEnded = connection.run(inputWatch, () -> start(connection));
        } finally {
            if (hasEnded) {
                ended(connection);
            }
        }
    }

    private void ended(Connection connection) {
        if (connection.isMisinformed()) {
            hasRefusedGiven = true;
        }
        List<Connection> next = connections.remove(connection);
        lastExit.ended(connection.hasOpened() || isGivenOnly());
        next.forEach(this::start);
    }

    private boolean isGivenOnly() {
        return configuration.addresses().isEmpty();
    }

    /** Whether a client without a handshake could not be served, since the export is not what it was told. */
    public boolean hasRefusedGiven() {
        return hasRefusedGiven;
    }

    /** One whose handshake is over cannot be offered anything. */
    private Client offerTls(Client client) {
        TlsSetup tls = configuration.tls();
        return tls == null || client.transmission() != null
                ? client
                : new Client(new TlsTransport(client.transport(), tls.credentials(), services), client.peer(), null);
    }

    private void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            services.debug("a client could not be closed: " + e);
        }
    }

    /** How many connections there are. */
    public int connectionCount() {
        return connections.size();
    }

    /** How much memory requests and connections hold for data, in bytes. */
    public long bufferBytes() {
        return buffers.usedBytes();
    }

    /** Whether new requests are refused, since the server ends. */
    public boolean isDraining() {
        return connections.isClosed();
    }

    /**
     * Ends the server, and returns at once: no more clients are accepted, requests in flight are answered, new ones
     * refused with ESHUTDOWN. What is not done when the {@linkplain ServerConfiguration#shutdownGrace time} is over is
     * cut off. Disks are closed, sockets removed.
     */
    public void shutdown() {
        if (isEnding.compareAndSet(false, true)) {
            Thread.ofPlatform().name("nbd-shutdown").start(this::end);
        }
    }

    private void end() {
        try {
            listeners.forEach(Listener::close);
            connections.drain();
            if (!connections.awaitNone(configuration.shutdownGrace())) {
                services.warn(connections.size() + " connections are cut off, since their requests take too long");
                connections.abort();
                workers.close();
                connections.awaitNone(AFTER_ABORT);
            }
            workers.close();
            inputWatch.close();
            pipes.close();
        } finally {
            log.close();
            end.countDown();
        }
    }

    /** Waits until the server has ended. */
    public void awaitEnd() throws InterruptedException {
        end.await();
    }

    /** Ends the server and waits for that. */
    @Override
    public void close() {
        shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                end.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
