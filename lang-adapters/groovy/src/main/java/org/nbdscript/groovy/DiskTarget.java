package org.nbdscript.groovy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.Support;
import org.nbdscript.api.spi.ScriptTarget;

/** A script's object that is a {@link Disk} of the Java API already. */
final class DiskTarget implements ScriptTarget {
    private final Disk disk;
    private final ScriptFailures failures;
    private final @Nullable ScriptPosition position;

    DiskTarget(Disk disk, ScriptFailures failures, @Nullable ScriptPosition position) {
        this.disk = disk;
        this.failures = failures;
        this.position = position;
    }

    @Override
    public boolean defines(Callback callback) {
        return callback == Callback.RESIZE ? disk.capabilities().canResize() : callback.scope() == Callback.Scope.DISK;
    }

    @Override
    public @Nullable ScriptPosition position(Callback callback) {
        return position;
    }

    @Override
    public @Nullable Object call(Callback callback, Object... arguments) {
        try {
            return arguments.length == 0 ? ask(callback) : carryOut(callback, arguments);
        } catch (Throwable e) {
            throw failures.of(e, position);
        }
    }

    private @Nullable Object ask(Callback callback) {
        Capabilities can = disk.capabilities();
        return switch (callback) {
            case GET_SIZE -> disk.size();
            case EXPORT_DESCRIPTION -> disk.description();
            case BLOCK_SIZE -> blockSize(disk.blockSize());
            case CAN_WRITE -> can.canWrite();
            case CAN_FLUSH -> can.canFlush();
            case IS_ROTATIONAL -> can.isRotational();
            case CAN_TRIM -> can.canTrim();
            case CAN_ZERO -> can.zero() == Support.NATIVE;
            case CAN_FAST_ZERO -> can.canFastZero();
            case CAN_EXTENTS -> can.canExtents();
            case CAN_FUA -> name(can.fua());
            case CAN_MULTI_CONN -> can.canMultiConn();
            case CAN_CACHE -> name(can.cache());
            case META_CONTEXTS ->
                disk.metaContexts().stream()
                        .map(context -> List.of(context.name(), context.is64Bit()))
                        .toList();
            case CLOSE -> {
                disk.close();
                yield null;
            }
            default -> throw new IllegalArgumentException(callback + " is given no argument");
        };
    }

    private static String name(Support support) {
        return support.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Object blockSize(@Nullable BlockSize sizes) {
        return sizes == null ? null : Normalization.normalize(sizes);
    }

    private @Nullable Object carryOut(Callback callback, Object[] arguments) {
        return switch (callback) {
            case FLUSH -> {
                disk.flush();
                yield null;
            }
            case RESIZE -> {
                disk.resize((Long) arguments[0]);
                yield null;
            }
            case BLOCK_STATUS ->
                statuses((String) arguments[0], (Long) arguments[2], (Long) arguments[1], (RequestFlags) arguments[3]);
            default -> carryOutOnRange(callback, arguments);
        };
    }

    private @Nullable Object carryOutOnRange(Callback callback, Object[] arguments) {
        long length = (Long) arguments[0];
        long offset = (Long) arguments[1];
        RequestFlags flags = (RequestFlags) arguments[2];
        switch (callback) {
            case TRIM -> disk.trim(offset, length, flags);
            case ZERO -> disk.zero(offset, length, flags);
            case CACHE -> disk.cache(offset, length);
            case EXTENTS -> {
                return extents(offset, length, flags);
            }
            default -> throw new IllegalArgumentException(callback + " is called in another way");
        }
        return null;
    }

    private List<List<Long>> extents(long offset, long length, RequestFlags flags) {
        List<List<Long>> extents = new ArrayList<>();
        disk.extents(
                offset, length, flags, (start, count, type) -> extents.add(List.of(start, count, (long) type.bits())));
        return extents;
    }

    private List<List<Long>> statuses(String context, long offset, long length, RequestFlags flags) {
        List<List<Long>> statuses = new ArrayList<>();
        disk.blockStatus(
                context, offset, length, flags, (start, count, status) -> statuses.add(List.of(start, count, status)));
        return statuses;
    }

    @Override
    public @Nullable Object read(ReadRequest request) {
        try {
            disk.read(request);
            return null;
        } catch (Throwable e) {
            throw failures.of(e, position);
        }
    }

    @Override
    public @Nullable CompletionStage<?> write(ByteBuffer data, long offset, RequestFlags flags) {
        try {
            disk.write(data, offset, flags);
            return null;
        } catch (Throwable e) {
            throw failures.of(e, position);
        }
    }
}
