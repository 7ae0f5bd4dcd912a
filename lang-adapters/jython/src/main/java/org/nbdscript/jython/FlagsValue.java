package org.nbdscript.jython;

import org.nbdscript.api.RequestFlags;
import org.python.core.Py;
import org.python.core.PyInteger;
import org.python.core.PyObject;

/** The flags of a request: nbdkit's bits as an int, with a name for each. */
final class FlagsValue extends PyInteger {
    private static final FlagsValue[] ALL = new FlagsValue[16];

    static {
        for (int bits = 0; bits < ALL.length; bits++) {
            ALL[bits] = new FlagsValue(RequestFlags.of(bits));
        }
    }

    private final RequestFlags flags;

    private FlagsValue(RequestFlags flags) {
        super(flags.bits());
        this.flags = flags;
    }

    static FlagsValue of(RequestFlags flags) {
        return ALL[flags.bits()];
    }

    @Override
    public PyObject __findattr_ex__(String name) {
        return switch (name) {
            case "fua" -> Py.newBoolean(flags.fua());
            case "may_trim" -> Py.newBoolean(flags.mayTrim());
            case "req_one" -> Py.newBoolean(flags.requestOne());
            case "fast_zero" -> Py.newBoolean(flags.fastZero());
            default -> super.__findattr_ex__(name);
        };
    }
}
