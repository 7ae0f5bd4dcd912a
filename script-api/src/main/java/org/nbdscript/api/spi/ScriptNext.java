package org.nbdscript.api.spi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

/**
 * What lies below a script's filter, as the script's {@code next}: for each callback for which
 * {@link Callback#isOfNext} holds a function of the same name, parameters and result. An adapter gives it the shape of
 * its language.
 *
 * <p>It opens what is below when it is first used as a disk. A script that calls {@code open} before that says what it
 * opens; a script that calls it again gets another one of these. All are closed with the first.
 *
 * <p>The functions wait. An adapter has a second form of each, which gives a promise, by {@link #start}.
 */
public final class ScriptNext {
    private final Next next;
    private final @Nullable ConnectionContext context;
    private final CallsInFlight calls = new CallsInFlight();
    private final List<ScriptNext> others = new ArrayList<>();
    private @Nullable Disk disk;
    private boolean hasEnded;

    /**
     * What lies below.
     *
     * @param context the connection for which it is used; null for none
     */
    public ScriptNext(Next next, @Nullable ConnectionContext context) {
        this.next = next;
        this.context = context;
    }

    /** The disk below, opened if it is not. */
    public synchronized Disk disk() {
        requireLife();
        if (disk == null) {
            disk = context instanceof OpenContext opening ? next.open(opening) : next.openInBackground("", false);
        }
        return disk;
    }

    /** A script that goes on after its connection opens nothing that nobody would close. */
    private void requireLife() {
        if (hasEnded) {
            throw new NbdException(Errno.ESHUTDOWN, "what lies below was closed with the connection");
        }
    }

    /**
     * Starts a call that the script does not wait for: on a thread of its own, so that any number may be in flight; at
     * once if the disk below never waits.
     *
     * @param callback what it is a call of
     * @param call makes it, by another function of this class, on any thread
     * @return completes when the call has ended, and fails with what it throws
     */
    public <T extends @Nullable Object> CompletableFuture<T> start(Callback callback, Supplier<T> call) {
        return callback == Callback.CLOSE
                ? calls.startUncounted(Blocking.PINS, call)
                : calls.start(blocking(callback), call);
    }

    private synchronized Blocking blocking(Callback callback) {
        return disk == null || callback.scope() == Callback.Scope.PLUGIN ? Blocking.PINS : disk.blocking();
    }

    /** Fills a buffer, from its position to its limit, both of which stay. */
    public void read(ByteBuffer target, long offset) {
        DenseRead.read(disk(), target, offset);
    }

    /** Writes a buffer's bytes, from its position to its limit. */
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        disk().write(data, offset, flags);
    }

    /** Closes it and all that it has opened, when the calls in flight have ended. */
    public void close() {
        calls.awaitNone();
        closeNow();
    }

    private synchronized void closeNow() {
        Disk closing = disk;
        disk = null;
        List<ScriptNext> opened = List.copyOf(others);
        others.clear();
        try {
            opened.forEach(ScriptNext::end);
        } finally {
            if (closing != null) {
                closing.close();
            }
        }
    }

    /** Closes it for good. */
    void end() {
        synchronized (this) {
            hasEnded = true;
        }
        close();
    }

    private ScriptNext open(@Nullable Object exportName, @Nullable Object readOnly) {
        return openIfClosed(exportName, readOnly) ? this : another().open(exportName, readOnly);
    }

    private synchronized ScriptNext another() {
        requireLife();
        ScriptNext other = new ScriptNext(next, context);
        others.add(other);
        return other;
    }

    private synchronized boolean openIfClosed(@Nullable Object exportName, @Nullable Object readOnly) {
        requireLife();
        if (disk != null) {
            return false;
        }
        boolean isReadOnly = readOnly == null
                ? context instanceof OpenContext opening && opening.isReadOnly()
                : CallbackResult.bool(readOnly);
        if (context instanceof OpenContext opening) {
            String name = exportName == null ? opening.exportName() : text(exportName);
            disk = next.open(opening.withExportName(name).withReadOnly(isReadOnly));
        } else {
            disk = next.openInBackground(exportName == null ? "" : text(exportName), isReadOnly);
        }
        return true;
    }

    /**
     * Calls a function that is not about a buffer.
     *
     * @param arguments normalized, as many as were given: the callback's own, without {@code context}; for open an
     *     export's name and whether read-only
     * @return null, Boolean, Long, String, a List of these, or another ScriptNext
     * @throws IllegalArgumentException if the arguments do not fit
     */
    public @Nullable Object call(Callback callback, @Nullable Object... arguments) {
        return switch (callback) {
            case OPEN -> open(argument(arguments, 0), argument(arguments, 1));
            case CLOSE -> {
                close();
                yield null;
            }
            case PRECONNECT -> {
                next.preconnect(connection());
                yield null;
            }
            case LIST_EXPORTS ->
                next.listExports(connection()).stream().map(ScriptNext::list).toList();
            case DEFAULT_EXPORT -> next.defaultExport(connection());
            case REQUIRES_TLS -> next.requiresTls(text(argument(arguments, 0)), connection());
            case FLUSH -> {
                disk().flush();
                yield null;
            }
            case RESIZE -> {
                disk().resize(CallbackResult.size(argument(arguments, 0)));
                yield null;
            }
            case META_CONTEXTS ->
                disk().metaContexts().stream().map(MetaContext::name).toList();
            case BLOCK_STATUS -> blockStatus(arguments);
            case TRIM, ZERO, CACHE, EXTENTS -> onRange(callback, arguments);
            default -> ask(callback, disk());
        };
    }

    private ConnectionContext connection() {
        if (context == null) {
            throw new IllegalArgumentException("there is no connection here");
        }
        return context;
    }

    private static List<@Nullable Object> list(Export export) {
        return Arrays.asList(export.name(), export.description());
    }

    private @Nullable Object onRange(Callback callback, @Nullable Object[] arguments) {
        long count = CallbackResult.size(argument(arguments, 0));
        long offset = CallbackResult.size(argument(arguments, 1));
        RequestFlags flags = flags(argument(arguments, 2));
        switch (callback) {
            case TRIM -> disk().trim(offset, count, flags);
            case ZERO -> disk().zero(offset, count, flags);
            case CACHE -> disk().cache(offset, count);
            default -> {
                List<List<Object>> extents = new ArrayList<>();
                disk().extents(
                                offset,
                                count,
                                flags,
                                (start, length, type) -> extents.add(List.of(start, length, (long) type.bits())));
                return extents;
            }
        }
        return null;
    }

    private List<List<Object>> blockStatus(@Nullable Object[] arguments) {
        List<List<Object>> statuses = new ArrayList<>();
        disk().blockStatus(
                        text(argument(arguments, 0)),
                        CallbackResult.size(argument(arguments, 2)),
                        CallbackResult.size(argument(arguments, 1)),
                        flags(argument(arguments, 3)),
                        (start, length, status) -> statuses.add(List.of(start, length, status)));
        return statuses;
    }

    private static @Nullable Object ask(Callback callback, Disk disk) {
        Capabilities can = disk.capabilities();
        return switch (callback) {
            case GET_SIZE -> disk.size();
            case EXPORT_DESCRIPTION -> disk.description();
            case BLOCK_SIZE -> blockSize(disk.blockSize());
            case CAN_WRITE -> can.canWrite();
            case CAN_FLUSH -> can.canFlush();
            case IS_ROTATIONAL -> can.isRotational();
            case CAN_TRIM -> can.canTrim();
            case CAN_ZERO -> can.zero() != Support.NONE;
            case CAN_FAST_ZERO -> can.canFastZero();
            case CAN_EXTENTS -> can.canExtents();
            case CAN_FUA -> can.fua().name().toLowerCase(Locale.ROOT);
            case CAN_MULTI_CONN -> can.canMultiConn();
            case CAN_CACHE -> can.cache().name().toLowerCase(Locale.ROOT);
            default -> throw new NbdException(Errno.EINVAL, "next has no " + callback.snakeCase());
        };
    }

    private static @Nullable List<Long> blockSize(@Nullable BlockSize sizes) {
        return sizes == null ? null : List.of((long) sizes.minimum(), (long) sizes.preferred(), sizes.maximum());
    }

    private static @Nullable Object argument(@Nullable Object[] arguments, int index) {
        return index < arguments.length ? arguments[index] : null;
    }

    private static String text(@Nullable Object value) {
        return Objects.requireNonNullElse(CallbackResult.text(value), "");
    }

    /**
     * Flags as a script gives them: the request's own, nbdkit's bits, or a map of their names.
     *
     * @throws IllegalArgumentException if they are none of these
     */
    public static RequestFlags flags(@Nullable Object value) {
        return switch (value) {
            case null -> RequestFlags.NONE;
            case RequestFlags flags -> flags;
            case Long bits -> RequestFlags.of(Math.toIntExact(bits));
            case Map<?, ?> names -> flags(names);
            default -> throw new IllegalArgumentException("flags are " + Values.describe(value));
        };
    }

    private static RequestFlags flags(Map<?, ?> names) {
        int bits = bit(names, "fua", RequestFlags.FUA)
                | bit(names, "mayTrim", RequestFlags.MAY_TRIM)
                | bit(names, "reqOne", RequestFlags.REQ_ONE)
                | bit(names, "fastZero", RequestFlags.FAST_ZERO);
        return RequestFlags.of(bits);
    }

    private static int bit(Map<?, ?> names, String name, int bit) {
        return CallbackResult.bool(names.get(name)) ? bit : 0;
    }
}
