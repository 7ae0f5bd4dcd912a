package org.nbdscript.jython;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.python.core.PyList;
import org.python.core.PyObject;
import org.python.core.PyString;

/** An object with attributes that a script can read. */
class AttributesObject extends PyObject {
    private final String name;
    private final Map<String, PyObject> values = new TreeMap<>();

    AttributesObject(String name) {
        super(PyObject.TYPE);
        this.name = name;
    }

    final void set(String attribute, PyObject value) {
        values.put(attribute, value);
    }

    @Override
    public @Nullable PyObject __findattr_ex__(String attribute) {
        PyObject value = values.get(attribute);
        return value == null ? super.__findattr_ex__(attribute) : value;
    }

    @Override
    public PyObject __dir__() {
        PyList names = new PyList();
        values.keySet().forEach(attribute -> names.append(new PyString(attribute)));
        return names;
    }

    @Override
    public String toString() {
        return name + values.keySet();
    }
}
