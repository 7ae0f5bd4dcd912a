package org.nbdscript.jython;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.spi.ScriptNext;
import org.python.core.Py;
import org.python.core.PyByteArray;
import org.python.core.PyFloat;
import org.python.core.PyList;
import org.python.core.PyLong;
import org.python.core.PyObject;
import org.python.core.PyString;

/** Makes Python values of what the host passes to callbacks. */
final class HostValues {
    private static final double NANOS = 1e9;

    private HostValues() {}

    /** An argument of a callback. */
    static PyObject argument(Object value) {
        return switch (value) {
            case ParameterValues values -> new ParametersObject(values);
            case ConnectionContext context -> new ConnectionObject(context);
            case RequestFlags flags -> FlagsValue.of(flags);
            case ScriptNext next -> new NextObject(next);
            default -> toPython(value);
        };
    }

    /** The value of a parameter. */
    static PyObject toPython(@Nullable Object value) {
        return switch (value) {
            case null -> Py.None;
            case String string -> text(string);
            case Boolean truth -> Py.newBoolean(truth);
            case Long number -> integer(number);
            case Double number -> new PyFloat(number);
            case Duration duration -> new PyFloat(duration.toNanos() / NANOS);
            case Path path -> text(path.toString());
            case URI uri -> text(uri.toString());
            case byte[] bytes -> new PyByteArray(bytes);
            case ScriptNext disk -> new NextObject(disk);
            case List<?> list -> list(list);
            default -> Py.java2py(value);
        };
    }

    private static PyList list(List<?> values) {
        PyList list = new PyList();
        for (Object value : values) {
            list.append(toPython(value));
        }
        return list;
    }

    /** An int where it fits, as Python's own arithmetic does; most offsets of a small disk do. */
    static PyObject integer(long number) {
        return number == (int) number ? Py.newInteger((int) number) : new PyLong(BigInteger.valueOf(number));
    }

    /** A str: what is not ASCII is UTF-8, as in the system's own file names and arguments. */
    static PyString text(String string) {
        byte[] utf8 = string.getBytes(StandardCharsets.UTF_8);
        return new PyString(utf8.length == string.length() ? string : new String(utf8, StandardCharsets.ISO_8859_1));
    }
}
