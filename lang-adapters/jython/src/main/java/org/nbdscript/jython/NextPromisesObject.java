package org.nbdscript.jython;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.spi.ScriptNext;
import org.python.core.BufferProtocol;
import org.python.core.Py;
import org.python.core.PyBUF;
import org.python.core.PyBuffer;
import org.python.core.PyByteArray;
import org.python.core.PyObject;

/**
 * {@code next.promises} as Python sees it: the functions of {@code next}, each of which gives a {@link PythonPromise}.
 * A call works on bytes of its own, since the script's may be a request's that ends before the call does.
 */
final class NextPromisesObject extends AttributesObject {
    private final ScriptNext next;

    NextPromisesObject(ScriptNext next) {
        super("promises");
        this.next = next;
        set("pread", function(Callback.PREAD, 2, this::read));
        set("pwrite", function(Callback.PWRITE, 2, this::write));
        for (Callback callback : Callback.values()) {
            if (NextObject.isOther(callback)) {
                set(callback.snakeCase(), function(callback, 0, arguments -> {
                    @Nullable Object[] normalized = NextObject.normalize(arguments);
                    return () -> NextObject.result(next.call(callback, normalized));
                }));
            }
        }
    }

    /** What takes the arguments of a call, and gives what makes it. */
    private interface Preparation {
        Supplier<PyObject> prepare(PyObject[] arguments);
    }

    private NativeFunction function(Callback callback, int least, Preparation call) {
        return new NativeFunction(
                callback.snakeCase(), least, NextObject.MOST_ARGUMENTS, callback.documentation(), arguments -> {
                    return Py.java2py(PythonPromise.of(next.start(callback, call.prepare(arguments))));
                });
    }

    private Supplier<PyObject> read(PyObject[] arguments) {
        long offset = arguments[1].asLong();
        if (!(arguments[0] instanceof BufferProtocol target)) {
            byte[] bytes = new byte[arguments[0].asInt()];
            return () -> {
                next.read(ByteBuffer.wrap(bytes), offset);
                return new PyByteArray(bytes);
            };
        }
        // While it is exported, a bytearray cannot become shorter.
        PyBuffer buffer = target.getBuffer(PyBUF.WRITABLE);
        return () -> {
            try (buffer) {
                ByteBuffer bytes = ByteBuffer.allocate(buffer.getLen());
                next.read(bytes, offset);
                buffer.getNIOByteBuffer().put(bytes);
                return arguments[0];
            }
        };
    }

    private Supplier<PyObject> write(PyObject[] arguments) {
        ByteBuffer data = ByteBuffer.wrap(NextObject.bytes(arguments[0]));
        long offset = arguments[1].asLong();
        RequestFlags flags = NextObject.flags(arguments);
        return () -> {
            next.write(data.asReadOnlyBuffer(), offset, flags);
            return Py.None;
        };
    }
}
