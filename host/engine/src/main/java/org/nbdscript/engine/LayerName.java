package org.nbdscript.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Layer;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.spi.CallbackPlaces;
import org.nbdscript.api.spi.ScriptLayer;

/**
 * Who is to blame: the name of a layer, as a user knows it, and the failures that are told of it.
 *
 * @param name a script's file, or a plugin's name
 * @param places where in the script a callback is
 */
record LayerName(String name, CallbackPlaces places) {
    /** The name of a layer that is no script. */
    LayerName(String name) {
        this(name, CallbackPlaces.UNKNOWN);
    }

    static LayerName of(Layer layer) {
        return layer instanceof ScriptLayer script
                ? new LayerName(String.valueOf(script.file().getFileName()), script)
                : new LayerName(layer.name());
    }

    /** The layer where its callbacks are those of a disk that it has opened, if that is a script's. */
    LayerName with(Disk disk) {
        return disk instanceof CallbackPlaces ofDisk ? new LayerName(name, ofDisk) : this;
    }

    /** A breach of what a callback has to keep to: {@code extents of disk.py left a gap}. */
    NbdException breach(Errno errno, Callback callback, String breach) {
        return new NbdException(
                errno, callback.snakeCase() + " of " + name + " " + breach, places.position(callback), null);
    }

    /**
     * What a client is to be told of anything that a callback threw.
     *
     * @return the exception itself if the layer meant it, or EIO, or ENOMEM, with the cause kept
     * @throws VirtualMachineError if it was that the virtual machine itself is broken
     */
    NbdException failure(Callback callback, Throwable thrown) {
        return switch (thrown) {
            case NbdException meant -> meant;
            // A script asks for too much, or calls itself without end: that is its own end, not the server's.
            case OutOfMemoryError memory -> failure(Errno.ENOMEM, callback, "ran out of memory", memory);
            case StackOverflowError stack ->
                failure(Errno.EIO, callback, "ran out of stack: it calls itself too deep", stack);
            case VirtualMachineError broken -> throw broken;
            case InterruptedException interrupted -> interrupted(callback, interrupted);
            default -> failure(Errno.EIO, callback, "failed: " + text(thrown), thrown);
        };
    }

    /** Scripts can throw it though no callback declares it. */
    private NbdException interrupted(Callback callback, InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return failure(Errno.EINTR, callback, "was interrupted", interrupted);
    }

    private NbdException failure(Errno errno, Callback callback, String what, @Nullable Throwable cause) {
        return new NbdException(errno, callback.snakeCase() + " of " + name + " " + what, cause);
    }

    private static String text(Throwable thrown) {
        return Objects.requireNonNullElse(thrown.getMessage(), thrown.toString());
    }
}
