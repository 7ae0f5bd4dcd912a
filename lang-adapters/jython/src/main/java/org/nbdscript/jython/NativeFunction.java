package org.nbdscript.jython;

import org.python.core.Py;
import org.python.core.PyBuiltinCallable;
import org.python.core.PyBuiltinFunction;
import org.python.core.PyObject;

/** A function of the host's that a script can call, with positional arguments. */
final class NativeFunction extends PyBuiltinFunction {
    /** What it does with its arguments. */
    @FunctionalInterface
    interface Body {
        PyObject call(PyObject[] arguments);
    }

    private final Body body;
    private final int least;
    private final int most;

    /** A function that takes {@code least} to {@code most} arguments. */
    NativeFunction(String name, int least, int most, String documentation, Body body) {
        super(name, least, most, documentation);
        this.body = body;
        this.least = least;
        this.most = most;
    }

    @Override
    public PyObject __call__(PyObject[] arguments, String[] keywords) {
        if (keywords.length > 0 || arguments.length < least || arguments.length > most) {
            String expected = least == most ? "" + most : least + " to " + most;
            throw Py.TypeError(fastGetName() + "() takes " + expected + (most == 1 ? " argument, " : " arguments, ")
                    + (keywords.length > 0 ? "without keywords" : "but was given " + arguments.length));
        }
        return body.call(arguments);
    }

    /** It is the same for all objects. */
    @Override
    public PyBuiltinCallable bind(PyObject object) {
        return this;
    }
}
