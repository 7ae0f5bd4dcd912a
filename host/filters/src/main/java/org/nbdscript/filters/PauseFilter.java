package org.nbdscript.filters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.RequestFlags;

/** Holds requests up as long as it is told to. */
public final class PauseFilter implements Filter {
    private final PauseGate gate = new PauseGate();
    private @Nullable HostServices services;
    private @Nullable Path socket;
    private boolean flushes;
    private @Nullable ServerSocketChannel listener;

    @Override
    public String name() {
        return "pause";
    }

    @Override
    public String description() {
        return "Holds requests up, and lets them go on, as it is told over a socket.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("pause-control", ParameterType.PATH)
                        .required()
                        .help("the unix socket: p pauses and r resumes, which P and R answer when it is done")
                        .build(),
                Parameter.builder("pause-flush", ParameterType.BOOL)
                        .defaultText("false")
                        .help("whether the disk is flushed before the pause is answered")
                        .build());
    }

    @Override
    public void load(HostServices host) {
        services = host;
    }

    @Override
    public void configure(ParameterValues values) {
        socket = values.getPath("pause-control");
        flushes = values.getBoolean("pause-flush");
    }

    @Override
    public void getReady() {
        try {
            ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener = opened;
            opened.bind(UnixDomainSocketAddress.of(Objects.requireNonNull(socket)));
        } catch (IOException e) {
            throw new UncheckedIOException("pause-control: cannot listen on " + socket + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void afterFork(Next next) {
        Thread.ofPlatform().daemon().name("pause-control").start(this::acceptAll);
    }

    private void acceptAll() {
        ServerSocketChannel channel = Objects.requireNonNull(listener);
        while (channel.isOpen()) {
            try (SocketChannel client = channel.accept()) {
                serve(client);
            } catch (IOException e) {
                if (channel.isOpen()) {
                    Objects.requireNonNull(services).debug("pause-control: " + e);
                }
            }
        }
    }

    private void serve(SocketChannel client) throws IOException {
        ByteBuffer command = ByteBuffer.allocate(1);
        while (client.read(command.clear()) > 0) {
            char letter = (char) command.get(0);
            if (!Character.isWhitespace(letter)) {
                client.write(command.clear().put(0, (byte) answer(letter)));
            }
        }
    }

    private char answer(char letter) {
        return switch (letter) {
            case 'p' -> {
                gate.pause(flushes, Objects.requireNonNull(services));
                yield 'P';
            }
            case 'r' -> {
                gate.resume();
                yield 'R';
            }
            default -> 'X';
        };
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        PausedDisk disk = new PausedDisk(next.open(context), context);
        gate.add(disk);
        return disk;
    }

    @Override
    public void cleanup() {
        gate.resume();
        try {
            Objects.requireNonNull(listener).close();
            Files.deleteIfExists(Objects.requireNonNull(socket));
        } catch (IOException e) {
            Objects.requireNonNull(services).error("pause-control: " + socket + " cannot be removed: " + e);
        }
    }

    private final class PausedDisk extends AroundDisk {
        private final OpenContext context;

        PausedDisk(Disk next, OpenContext context) {
            super(next);
            this.context = context;
        }

        @Override
        public Blocking blocking() {
            return Blocking.stronger(Blocking.PARKS, next.blocking());
        }

        @Override
        void around(Operation operation, long offset, long length, RequestFlags flags, Runnable call) {
            gate.enter(context);
            try {
                call.run();
            } finally {
                gate.leave();
            }
        }

        @Override
        public void close() {
            gate.remove(this);
            next.close();
        }
    }
}
