package org.nbdscript.api.spi;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/**
 * Something in a script that callbacks are called on: its functions, with or without a handle as the first argument, or
 * an object's methods. A callback that takes fewer parameters is given only the first ones.
 *
 * <p>A call fails with an {@link org.nbdscript.api.NbdException} that has the script's errno, text and position. A
 * stage that a call returns fails with the same.
 */
public interface ScriptTarget extends CallbackPlaces {
    /** Whether it has the callback. */
    boolean defines(Callback callback);

    /**
     * Calls a callback that it defines.
     *
     * @param arguments those of the table, without the handle: ParameterValues, ConnectionContext, OpenContext, String,
     *     Long, RequestFlags and, last where the table has it for filters, {@link ScriptNext}, which the adapter makes
     *     the script's own
     * @return the normalized result (see {@link Script}), or a CompletionStage of it
     */
    @Nullable
    Object call(Callback callback, Object... arguments);

    /**
     * Calls pread. When this returns null, or the stage ends with null, the request's buffer is filled; any other
     * result is what the script returned, normalized with text as bytes where the language has no other bytes.
     */
    @Nullable
    Object read(ReadRequest request);

    /**
     * Calls pwrite.
     *
     * @return null when it is done, or a stage
     */
    @Nullable
    CompletionStage<?> write(ByteBuffer data, long offset, RequestFlags flags);
}
