package org.nbdscript.jython;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Service;
import org.nbdscript.api.ValueParser;
import org.python.core.Py;
import org.python.core.PyFloat;
import org.python.core.PyModule;
import org.python.core.PyObject;
import org.python.core.PyString;
import org.python.core.PyStringMap;

/** The module {@code nbdscript} that a script imports. */
final class ServicesModule {
    private final HostServices services;
    private final PyStringMap names = new PyStringMap();
    private final CountDownLatch closed = new CountDownLatch(1);

    ServicesModule(HostServices services) {
        this.services = services;
        for (Service service : Service.values()) {
            addFunction(service);
        }
        addConstants();
        PyStringMap members = new PyStringMap();
        members.__setitem__("__module__", new PyString("nbdscript"));
        members.__setitem__("__doc__", new PyString("An error with an errno and a text."));
        names.__setitem__("Error", Py.makeClass("Error", new PyObject[] {Py.EnvironmentError}, members));
        names.__setitem__("__doc__", new PyString("What nbdscript does for scripts."));
    }

    PyModule module() {
        return new PyModule("nbdscript", names);
    }

    /** Ends all sleeps, now and later. */
    void close() {
        closed.countDown();
    }

    private void addFunction(Service service) {
        int arguments = service.arguments().size();
        NativeFunction.Body body = body(service);
        names.__setitem__(
                service.snakeCase(),
                new NativeFunction(service.snakeCase(), arguments, arguments, service.documentation(), body));
    }

    private NativeFunction.Body body(Service service) {
        return switch (service) {
            case DEBUG -> given -> none(() -> services.debug(PythonValues.text(given[0])));
            case WARN -> given -> none(() -> services.warn(PythonValues.text(given[0])));
            case ERROR -> given -> none(() -> services.error(PythonValues.text(given[0])));
            case DEBUG_FLAG -> given -> parse(given[0], flag -> Py.newInteger(services.debugFlag(flag)));
            case NAME -> given -> HostValues.text(services.serverName());
            case PARSE_SIZE -> given -> parse(given[0], text -> HostValues.integer(ValueParser.size(text)));
            case PARSE_DURATION -> given -> parse(given[0], text -> HostValues.toPython(ValueParser.duration(text)));
            case PARSE_PROBABILITY -> given -> parse(given[0], text -> new PyFloat(ValueParser.probability(text)));
            case PARSE_BOOL -> given -> parse(given[0], text -> Py.newBoolean(ValueParser.bool(text)));
            case READ_PASSWORD -> given -> parse(given[0], text -> HostValues.text(services.readPassword(text)));
            case SLEEP -> given -> none(() -> sleep(ConnectionObject.seconds(given[0])));
            case SHUTDOWN -> given -> none(services::shutdown);
            case SIZE_CHANGED -> given -> none(services::sizeChanged);
        };
    }

    private static PyObject none(Runnable action) {
        action.run();
        return Py.None;
    }

    private static PyObject parse(PyObject text, Function<String, PyObject> parser) {
        if (!(text instanceof PyString string)) {
            throw Py.TypeError("expected a string, got " + text.getType().fastGetName());
        }
        try {
            return parser.apply(PythonValues.text(string));
        } catch (IllegalArgumentException e) {
            throw Py.ValueError(String.valueOf(e.getMessage()));
        }
    }

    /** Within a call of a connection the sleep ends with the connection, else when the script is unloaded. */
    private void sleep(Duration duration) {
        if (CurrentConnection.context() != null) {
            CurrentConnection.context().sleep(duration);
            return;
        }
        try {
            if (closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new NbdException(Errno.ESHUTDOWN, "the server ends");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NbdException(Errno.ESHUTDOWN, "the sleep was interrupted", e);
        }
    }

    private void addConstants() {
        constant("FLAG_MAY_TRIM", RequestFlags.MAY_TRIM);
        constant("FLAG_FUA", RequestFlags.FUA);
        constant("FLAG_REQ_ONE", RequestFlags.REQ_ONE);
        constant("FLAG_FAST_ZERO", RequestFlags.FAST_ZERO);
        constant("EXTENT_HOLE", ExtentType.HOLE_BIT);
        constant("EXTENT_ZERO", ExtentType.ZERO_BIT);
        constants("FUA_", "NONE", "EMULATE", "NATIVE");
        constants("CACHE_", "NONE", "EMULATE", "NATIVE");
        constants("THREAD_MODEL_", "SERIALIZE_CONNECTIONS", "SERIALIZE_ALL_REQUESTS", "SERIALIZE_REQUESTS", "PARALLEL");
    }

    private void constants(String prefix, String... inOrder) {
        for (int number = 0; number < inOrder.length; number++) {
            constant(prefix + inOrder[number], number);
        }
    }

    private void constant(String name, int value) {
        names.__setitem__(name, Py.newInteger(value));
    }
}
