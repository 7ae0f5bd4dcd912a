package org.nbdscript.jython;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptPosition;
import org.python.core.Py;
import org.python.core.PyException;
import org.python.core.PyNone;
import org.python.core.PyObject;
import org.python.core.PyString;
import org.python.core.PyTraceback;

/** Makes of what a script raised an errno, a text and a place. */
final class PythonFailures {
    /** Jython keeps a bytearray in one array of Java's, with an eighth to spare. */
    private static final String BYTEARRAY_LIMIT =
            "; a bytearray has at most 1.7 GiB: keep a larger disk in pieces, as sparse.py does";

    private final String file;
    private final HostServices services;

    /** For the script of this file, as the user named it. */
    PythonFailures(String file, HostServices services) {
        this.file = file;
        this.services = services;
    }

    /**
     * The failure that a callback ended with.
     *
     * @param callback where the callback is defined, for a failure that has no place of its own
     */
    NbdException of(Throwable thrown, @Nullable ScriptPosition callback) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (!(cause instanceof PyException raised)) {
            return ofJava(cause, callback);
        }
        ScriptPosition raisedAt = position(raised);
        ScriptPosition position = raisedAt == null ? callback : raisedAt;
        explain(raised);
        Object java = javaException(raised);
        return java instanceof Throwable throwable ? ofJava(throwable, position) : ofPython(raised, position);
    }

    private static @Nullable Object javaException(PyException raised) {
        raised.normalize();
        Object java = raised.value.__tojava__(Throwable.class);
        return java instanceof PyException ? null : java;
    }

    private static NbdException ofJava(Throwable thrown, @Nullable ScriptPosition position) {
        if (thrown instanceof NbdException failure) {
            return failure.position() != null || position == null
                    ? failure
                    : new NbdException(failure.errno(), failure.text(), position, failure);
        }
        Errno errno = thrown instanceof OutOfMemoryError ? Errno.ENOMEM : Errno.EIO;
        String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
        String limit = thrown instanceof NegativeArraySizeException ? BYTEARRAY_LIMIT : "";
        return new NbdException(errno, thrown.getClass().getSimpleName() + message + limit, position, thrown);
    }

    private static NbdException ofPython(PyException raised, @Nullable ScriptPosition position) {
        if (raised.match(Py.EnvironmentError)) {
            Errno errno = errno(raised.value.__findattr__("errno"));
            PyObject text = raised.value.__findattr__("strerror");
            if (errno != null) {
                return new NbdException(errno, described(raised.value, errno, text), position, raised);
            }
        }
        Errno errno = raised.match(Py.MemoryError) ? Errno.ENOMEM : Errno.EIO;
        String limit = raised.match(Py.OverflowError) && message(raised).endsWith("index-sized integer")
                ? BYTEARRAY_LIMIT
                : "";
        return new NbdException(errno, message(raised) + limit, position, raised);
    }

    private static @Nullable Errno errno(@Nullable PyObject number) {
        if (number instanceof PyString name) {
            return Errno.byName(name.getString());
        }
        return number != null && number.isIndex() ? Errno.byNumber(number.asInt()) : null;
    }

    private static String described(PyObject error, Errno errno, @Nullable PyObject text) {
        String said = text == null || text instanceof PyNone ? errno.text() : PythonValues.text(text);
        PyObject filename = error.__findattr__("filename");
        return filename == null || filename instanceof PyNone ? said : said + ": '" + PythonValues.text(filename) + "'";
    }

    /** {@code TypeName: message}, as the last line of a traceback says it. */
    static String message(PyException raised) {
        raised.normalize();
        String name = PyException.exceptionClassName(raised.type);
        String type = name.substring(name.lastIndexOf('.') + 1);
        String text;
        try {
            text = PythonValues.text(raised.value);
        } catch (PyException e) {
            text = "(whose message cannot be made)";
        }
        return text.isEmpty() ? type : type + ": " + text;
    }

    /** The innermost place in the script's own file; null if it was not there. */
    @Nullable
    ScriptPosition position(PyException raised) {
        ScriptPosition position = null;
        PyObject next = raised.traceback;
        while (next instanceof PyTraceback traceback) {
            if (traceback.tb_frame.f_code != null && file.equals(traceback.tb_frame.f_code.co_filename)) {
                position = new ScriptPosition(file, traceback.tb_lineno);
            }
            next = traceback.tb_next;
        }
        return position;
    }

    private void explain(PyException raised) {
        if (services.isVerbose()) {
            String stack = raised.traceback == null ? "" : raised.traceback.dumpStack();
            services.debug(stack + message(raised));
        }
    }
}
