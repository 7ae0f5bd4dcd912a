package org.nbdscript.jython;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.spi.ScriptNext;
import org.python.core.BufferProtocol;
import org.python.core.Py;
import org.python.core.PyBUF;
import org.python.core.PyBuffer;
import org.python.core.PyByteArray;
import org.python.core.PyException;
import org.python.core.PyNone;
import org.python.core.PyObject;
import org.python.core.PyTuple;

/** What lies below a filter, as Python sees it. */
final class NextObject extends AttributesObject {
    static final int MOST_ARGUMENTS = 4;

    private final ScriptNext next;

    NextObject(ScriptNext next) {
        super("next");
        this.next = next;
        set("pread", function(Callback.PREAD, 2, this::read));
        set("pwrite", function(Callback.PWRITE, 2, this::write));
        for (Callback callback : Callback.values()) {
            if (isOther(callback)) {
                set(
                        callback.snakeCase(),
                        function(callback, 0, given -> result(next.call(callback, normalize(given)))));
            }
        }
        set("promises", new NextPromisesObject(next));
    }

    /** Whether it has arguments and a result that are not about buffers. */
    static boolean isOther(Callback callback) {
        return callback.isOfNext() && callback != Callback.PREAD && callback != Callback.PWRITE;
    }

    private static NativeFunction function(Callback callback, int least, NativeFunction.Body body) {
        return new NativeFunction(callback.snakeCase(), least, MOST_ARGUMENTS, callback.documentation(), arguments -> {
            try {
                return body.call(arguments);
            } catch (NbdException e) {
                throw error(e);
            }
        });
    }

    /** A failure below as Python's own, which a script can catch as one. */
    private static PyException error(NbdException failure) {
        PyObject errno = Py.newInteger(failure.errno().number());
        PyException error = new PyException(Py.OSError, new PyTuple(errno, HostValues.text(failure.text())));
        error.initCause(failure);
        return error;
    }

    static PyObject result(@Nullable Object value) {
        return value instanceof ScriptNext other ? new NextObject(other) : HostValues.toPython(value);
    }

    static @Nullable Object[] normalize(PyObject[] arguments) {
        @Nullable Object[] normalized = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            normalized[i] = arguments[i] instanceof PyNone ? null : PythonValues.TEXT.normalize(arguments[i]);
        }
        return normalized;
    }

    /** Fills a buffer, or returns as many bytes as it is told. */
    private PyObject read(PyObject[] arguments) {
        long offset = arguments[1].asLong();
        if (!(arguments[0] instanceof BufferProtocol target)) {
            byte[] bytes = new byte[arguments[0].asInt()];
            next.read(ByteBuffer.wrap(bytes), offset);
            return new PyByteArray(bytes);
        }
        try (PyBuffer buffer = target.getBuffer(PyBUF.WRITABLE)) {
            next.read(buffer.getNIOByteBuffer(), offset);
        }
        return arguments[0];
    }

    private PyObject write(PyObject[] arguments) {
        RequestFlags flags = flags(arguments);
        try (PyBuffer buffer = source(arguments[0]).getBuffer(PyBUF.SIMPLE)) {
            next.write(buffer.getNIOByteBuffer().asReadOnlyBuffer(), arguments[1].asLong(), flags);
        }
        return Py.None;
    }

    private static BufferProtocol source(PyObject data) {
        if (data instanceof BufferProtocol source) {
            return source;
        }
        throw Py.TypeError("pwrite() expected bytes, got " + data);
    }

    /** A copy of what is to be written. */
    static byte[] bytes(PyObject data) {
        try (PyBuffer buffer = source(data).getBuffer(PyBUF.SIMPLE)) {
            byte[] bytes = new byte[buffer.getLen()];
            buffer.copyTo(bytes, 0);
            return bytes;
        }
    }

    /** The flags of pwrite. */
    static RequestFlags flags(PyObject[] arguments) {
        return arguments.length < 3 ? RequestFlags.NONE : RequestFlags.of(arguments[2].asInt());
    }
}
