package org.nbdscript.plugins;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;
import org.nbdscript.client.NbdClient;
import org.nbdscript.client.RequestFailedException;
import org.nbdscript.client.ServedExport;
import org.nbdscript.client.StatusExtent;
import org.nbdscript.protocol.BaseAllocation;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.protocol.handshake.BlockSizes;
import org.nbdscript.protocol.transmission.CommandFlags;

/**
 * An export of another server, over a connection of its own or a shared one. What that server cannot do, the host does.
 */
final class NbdDisk implements Disk {
    /** Extents of other contexts have no such bits. */
    private static final long TYPE_BITS = 3;

    private final NbdClient client;
    private final String server;
    private final boolean isShared;
    private final ServedExport export;

    /**
     * Over a connection.
     *
     * @param server what messages call the server
     * @param isShared whether others use the connection, too, so that it stays when this disk is closed
     */
    NbdDisk(NbdClient client, String server, boolean isShared) {
        this.client = client;
        this.server = server;
        this.isShared = isShared;
        this.export = client.export();
    }

    /** A request to the server. */
    private interface Call {
        void run() throws IOException;
    }

    private void call(Call call) {
        try {
            call.run();
        } catch (RequestFailedException e) {
            throw new NbdException(Errno.valueOf(e.error().name()), String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new NbdException(Errno.ESHUTDOWN, "the connection to " + server + " has ended: " + e.getMessage(), e);
        }
    }

    @Override
    public long size() {
        return export.size();
    }

    @Override
    public @Nullable BlockSize blockSize() {
        BlockSizes sizes = export.blockSizes();
        return sizes.equals(BlockSizes.DEFAULT)
                ? null
                : new BlockSize((int) sizes.minimum(), (int) sizes.preferred(), sizes.maximumPayload());
    }

    @Override
    public @Nullable String description() {
        return export.description();
    }

    @Override
    public Capabilities capabilities() {
        TransmissionFlags flags = export.flags();
        boolean canFlush = flags.sendFlush();
        return Capabilities.builder()
                .canWrite(!flags.readOnly())
                .canFlush(canFlush)
                .isRotational(flags.rotational())
                .canTrim(flags.sendTrim())
                .zero(flags.sendWriteZeroes() ? Support.NATIVE : Support.EMULATE)
                .canFastZero(flags.sendFastZero() || !flags.sendWriteZeroes())
                .canExtents(export.hasContext(BaseAllocation.NAME))
                .fua(flags.sendFua() ? Support.NATIVE : canFlush ? Support.EMULATE : Support.NONE)
                .canMultiConn(isShared || flags.canMultiConn())
                .cache(flags.sendCache() ? Support.NATIVE : Support.NONE)
                .build();
    }

    @Override
    public Blocking blocking() {
        return Blocking.PARKS;
    }

    @Override
    public void read(ReadRequest request) {
        call(() -> client.read(request.buffer().duplicate(), request.offset()));
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        call(() -> client.write(data.duplicate(), offset, flags.fua()));
    }

    @Override
    public void flush() {
        call(client::flush);
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        call(() -> client.trim(offset, length, flags.fua()));
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        int sent = (flags.fua() ? CommandFlags.FUA : 0)
                | (flags.mayTrim() ? 0 : CommandFlags.NO_HOLE)
                | (flags.fastZero() ? CommandFlags.FAST_ZERO : 0);
        call(() -> client.zero(offset, length, sent));
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        call(() -> {
            List<StatusExtent> found =
                    client.blockStatus(offset, length, flags.requestOne()).of(BaseAllocation.NAME);
            long first = offset;
            for (StatusExtent extent : found) {
                if (!extents.add(first, extent.length(), ExtentType.ofBits((int) (extent.flags() & TYPE_BITS)))) {
                    return;
                }
                first += extent.length();
            }
        });
    }

    @Override
    public void cache(long offset, long length) {
        call(() -> client.cache(offset, length));
    }

    @Override
    public void close() {
        if (!isShared) {
            call(client::close);
        }
    }
}
