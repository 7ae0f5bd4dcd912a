package org.nbdscript.tests.endtoend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/** The ways in which a client can misbehave. Those that stall do so until the test is over. */
enum HostileClient {
    RUBBISH_AT_ONCE {
        @Override
        void act(SocketChannel channel, Random random, CountDownLatch over) throws IOException {
            send(channel, random(random, 1 + random.nextInt(4000)));
            awaitDisconnect(channel);
        }
    },
    RUBBISH_OPTIONS {
        @Override
        void act(SocketChannel channel, Random random, CountDownLatch over) throws IOException {
            for (int i = 0; i < 100; i++) {
                byte[] data = random(random, random.nextInt(300)).array();
                int wrongBy = random.nextInt(4) == 0 ? random.nextInt(100) : 0;
                send(channel, option(random.nextInt(14), data.length + wrongBy, data, i == 0));
            }
        }
    },
    SILENCE {
        @Override
        void act(SocketChannel channel, Random random, CountDownLatch over) throws InterruptedException {
            over.await();
        }
    },
    HALF_OPTION {
        @Override
        void act(SocketChannel channel, Random random, CountDownLatch over) throws IOException, InterruptedException {
            send(channel, option(GO, 4096, new byte[3], true));
            over.await();
        }
    },
    HALF_HEADER {
        @Override
        void act(SocketChannel channel, Random random, CountDownLatch over) throws IOException, InterruptedException {
            choose(channel);
            send(channel, ByteBuffer.wrap(request(READ, 0, 512).array(), 0, 1 + random.nextInt(27)));
            over.await();
        }
    },
    HALF_PAYLOAD {
        @Override
        void act(SocketChannel channel, Random random, CountDownLatch over) throws IOException, InterruptedException {
            choose(channel);
            send(channel, request(WRITE, HALF_WRITTEN_FROM, 1 << 20));
            byte[] half = new byte[random.nextInt(1 << 20)];
            Arrays.fill(half, HALF_WRITTEN);
            send(channel, ByteBuffer.wrap(half));
            if (random.nextBoolean()) {
                over.await();
            }
        }
    },
    RUBBISH_REQUESTS {
        @Override
        void act(SocketChannel channel, Random random, CountDownLatch over) throws IOException {
            choose(channel);
            send(channel, random(random, 28 + random.nextInt(4000)));
            awaitDisconnect(channel);
        }
    },
    TLS_WITHOUT_ASKING {
        @Override
        void act(SocketChannel channel, Random random, CountDownLatch over) throws IOException {
            byte[] hello = random(random, 200).array();
            System.arraycopy(new byte[] {22, 3, 1, 0, (byte) 195, 1, 0, 0, (byte) 191, 3, 3}, 0, hello, 0, 11);
            send(channel, ByteBuffer.wrap(hello));
            awaitDisconnect(channel);
        }
    },
    TLS_RUBBISH {
        @Override
        void act(SocketChannel channel, Random random, CountDownLatch over) throws IOException {
            send(channel, option(STARTTLS, 0, new byte[0], true));
            send(channel, random(random, 1 + random.nextInt(2000)));
            awaitDisconnect(channel);
        }
    },
    READS_NO_REPLY {
        @Override
        void act(SocketChannel channel, Random random, CountDownLatch over) throws IOException, InterruptedException {
            choose(channel);
            for (int i = 0; i < 64; i++) {
                send(channel, request(READ, 0, 1 << 20));
            }
            over.await();
        }
    };

    /** From here on nobody writes, apart from clients that do not finish their writes, which begin here. */
    static final long HALF_WRITTEN_FROM = 80 << 20;

    /** What those clients send. */
    static final byte HALF_WRITTEN = 0x5a;

    private static final int GO = 7;
    private static final int STARTTLS = 5;
    private static final int EXPORT_NAME = 1;
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int GREETING = 18;
    private static final int EXPORT = 10;

    /** Misbehaves once on a fresh connection. */
    abstract void act(SocketChannel channel, Random random, CountDownLatch over)
            throws IOException, InterruptedException;

    private static void choose(SocketChannel channel) throws IOException {
        receive(channel, GREETING);
        send(channel, option(EXPORT_NAME, 0, new byte[0], true));
        receive(channel, EXPORT);
    }

    private static ByteBuffer option(int option, int length, byte[] data, boolean isFirst) {
        ByteBuffer bytes = ByteBuffer.allocate(20 + data.length);
        if (isFirst) {
            bytes.putInt(3);
        }
        return bytes.putLong(0x49484156454F5054L)
                .putInt(option)
                .putInt(length)
                .put(data)
                .flip();
    }

    private static ByteBuffer request(int command, long offset, int length) {
        return ByteBuffer.allocate(28)
                .putInt(0x25609513)
                .putShort((short) 0)
                .putShort((short) command)
                .putLong(1)
                .putLong(offset)
                .putInt(length)
                .flip();
    }

    private static ByteBuffer random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static void send(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void receive(SocketChannel channel, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
    }

    /** The server may ask for more than it was sent: then there is no more. */
    private static void awaitDisconnect(SocketChannel channel) throws IOException {
        channel.shutdownOutput();
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        while (channel.read(bytes.clear()) >= 0) {}
    }
}
