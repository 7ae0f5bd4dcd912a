package org.nbdscript.jython;

import org.python.core.PyBaseCode;
import org.python.core.PyFunction;
import org.python.core.PyMethod;
import org.python.core.PyObject;

/**
 * How many arguments a callable takes.
 *
 * @param required how many it must be given
 * @param accepted how many it can take, {@link Integer#MAX_VALUE} for any number
 */
record Arity(int required, int accepted) {
    /** That of something of which nothing is known: it gets all that there is. */
    static final Arity ANY = new Arity(0, Integer.MAX_VALUE);

    static Arity of(PyObject callable) {
        return switch (callable) {
            case PyFunction function -> of(function);
            // A method of an instance has its self already.
            case PyMethod method
            when method.__self__ != null -> of(method.__func__).without(1);
            case PyMethod method -> of(method.__func__);
            default -> ANY;
        };
    }

    private static Arity of(PyFunction function) {
        if (!(function.__code__ instanceof PyBaseCode code)) {
            return ANY;
        }
        int defaults = function.__defaults__ == null ? 0 : function.__defaults__.length;
        return new Arity(code.co_argcount - defaults, code.varargs ? Integer.MAX_VALUE : code.co_argcount);
    }

    /** That of what is left when some arguments are given. */
    Arity without(int given) {
        return new Arity(
                Math.max(0, required - given),
                accepted == Integer.MAX_VALUE ? accepted : Math.max(0, accepted - given));
    }
}
