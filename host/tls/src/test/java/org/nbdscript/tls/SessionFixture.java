package org.nbdscript.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The two ends of a connection on this machine, and a thread for the client's. */
final class SessionFixture implements AutoCloseable {
    final SocketChannel server;
    final SocketChannel client;
    private final ExecutorService threads = Executors.newSingleThreadExecutor();

    SessionFixture() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            client = SocketChannel.open(listener.getLocalAddress());
            server = listener.accept();
        }
    }

    <T> Future<T> client(Callable<T> task) {
        return threads.submit(task);
    }

    /** The result of the client's task, or what it failed with. */
    static <T> T result(Future<T> task) throws Exception {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        threads.shutdownNow();
    }
}
