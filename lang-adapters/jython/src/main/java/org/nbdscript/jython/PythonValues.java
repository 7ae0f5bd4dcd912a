package org.nbdscript.jython;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.spi.Script;
import org.python.core.BufferProtocol;
import org.python.core.Py;
import org.python.core.PyArray;
import org.python.core.PyBUF;
import org.python.core.PyBaseString;
import org.python.core.PyBoolean;
import org.python.core.PyBuffer;
import org.python.core.PyDictionary;
import org.python.core.PyFloat;
import org.python.core.PyInteger;
import org.python.core.PyLong;
import org.python.core.PyNone;
import org.python.core.PyObject;
import org.python.core.PyString;
import org.python.core.PyUnicode;

/** Normalizes what a script returns or declares, as {@link Script} says. */
enum PythonValues {
    /** A str is text: UTF-8, or Latin-1 if it is not valid UTF-8. */
    TEXT,
    /** A str is data, as pread returns it. */
    DATA;

    @Nullable
    Object normalize(PyObject value) {
        return switch (value) {
            case PyUnicode unicode -> unicode.getString();
            case PyString string -> this == DATA ? ByteBuffer.wrap(string.toBytes()) : text(string);
            case PyBoolean truth -> truth.getBooleanValue();
            case PyInteger number -> (long) number.getValue();
            case PyLong number -> number(number.getValue());
            case PyFloat number -> number.getValue();
            case PyDictionary dictionary -> map(dictionary);
            case PyArray array when !(array.getArray() instanceof Object[]) -> bytes(array);
            case BufferProtocol buffer -> bytes(buffer);
            case PyNone none -> null;
            default -> other(value);
        };
    }

    /** Normalizes what a promise of Java's was settled with, where a str has become a String. */
    @Nullable
    Object normalizeJava(@Nullable Object value) {
        if (this == DATA && value instanceof String string && isBytes(string)) {
            return ByteBuffer.wrap(string.getBytes(StandardCharsets.ISO_8859_1));
        }
        return value instanceof String ? value : normalize(Py.java2py(value));
    }

    private static boolean isBytes(String string) {
        return string.chars().allMatch(character -> character <= 0xff);
    }

    /** The characters of a str or unicode, or of what str makes of anything else. */
    static String text(PyObject value) {
        PyString string = value instanceof PyString already ? already : value.__str__();
        if (string instanceof PyUnicode) {
            return string.getString();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(string.toBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            return string.getString();
        }
    }

    private static Number number(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    /** The bytes of a bytearray or memoryview where they are, or a copy where they lie apart. */
    private static ByteBuffer bytes(BufferProtocol object) {
        try (PyBuffer buffer = object.getBuffer(PyBUF.FULL_RO)) {
            if (buffer.isContiguous('C')) {
                return buffer.getNIOByteBuffer().slice();
            }
            byte[] copy = new byte[buffer.getLen()];
            buffer.copyTo(copy, 0);
            return ByteBuffer.wrap(copy);
        }
    }

    private static ByteBuffer bytes(PyArray array) {
        return array.getArray() instanceof byte[] bytes
                ? ByteBuffer.wrap(bytes, 0, array.__len__())
                : ByteBuffer.wrap(array.tostring().getBytes(StandardCharsets.ISO_8859_1));
    }

    private Map<String, @Nullable Object> map(PyDictionary dictionary) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        // Iterated as Python does it, in the order of an OrderedDict.
        for (PyObject key : dictionary.asIterable()) {
            map.put(text(key), normalize(dictionary.__getitem__(key)));
        }
        return map;
    }

    private @Nullable Object other(PyObject value) {
        Object java = value.__tojava__(Object.class);
        if (java instanceof ByteBuffer buffer) {
            return buffer;
        }
        PyObject iterator = value instanceof PyBaseString ? null : value.__findattr__("__iter__");
        if (iterator == null || java instanceof Map) {
            return java;
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (PyObject element : value.asIterable()) {
            list.add(normalize(element));
        }
        return list;
    }
}
