package org.nbdscript.jython;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ParameterValues;
import org.python.core.Py;
import org.python.core.PyDictionary;
import org.python.core.PyObject;
import org.python.core.PyString;

/** The parameters that {@code configure} takes: a dict, whose items are attributes too. */
final class ParametersObject extends PyDictionary {
    ParametersObject(ParameterValues values) {
        super(PyDictionary.TYPE);
        for (Map.Entry<String, @Nullable Object> value : values.asMap().entrySet()) {
            __setitem__(new PyString(value.getKey()), HostValues.toPython(value.getValue()));
        }
    }

    /** A parameter comes before a method of dict of the same name: the script chose its name. */
    @Override
    public @Nullable PyObject __findattr_ex__(String name) {
        PyObject value = __finditem__(new PyString(name));
        return value == null ? super.__findattr_ex__(name) : value;
    }

    @Override
    public void noAttributeError(String name) {
        throw Py.AttributeError("parameter '" + name + "' is not declared; declared are: " + invoke("keys"));
    }
}
