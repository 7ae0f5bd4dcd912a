package org.nbdscript.jython;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.python.core.Py;
import org.python.core.PyObject;

/**
 * A script's standard output: what it prints goes on line by line. Each thread's line is its own, so that lines of
 * calls that overlap stay whole.
 */
final class PrintedLines extends PyObject {
    private final Consumer<String> sink;
    private final Map<Thread, StringBuilder> unfinished = new ConcurrentHashMap<>();
    private final PyObject write;
    private final PyObject writelines;
    private final PyObject flush;
    private final PyObject isatty;
    private PyObject softspace = Py.Zero;

    PrintedLines(Consumer<String> sink) {
        super(PyObject.TYPE);
        this.sink = sink;
        this.write = new NativeFunction("write", 1, 1, "Writes a string.", given -> {
            write(given[0]);
            return Py.None;
        });
        this.writelines = new NativeFunction("writelines", 1, 1, "Writes strings.", given -> {
            given[0].asIterable().forEach(this::write);
            return Py.None;
        });
        this.flush = new NativeFunction("flush", 0, 0, "Does nothing: a line is shown when it ends.", given -> Py.None);
        this.isatty = new NativeFunction("isatty", 0, 0, "False.", given -> Py.False);
    }

    @Override
    public @Nullable PyObject __findattr_ex__(String name) {
        return switch (name) {
            case "write" -> write;
            case "writelines" -> writelines;
            case "flush" -> flush;
            case "isatty" -> isatty;
            case "softspace" -> softspace;
            case "encoding" -> HostValues.text("UTF-8");
            default -> super.__findattr_ex__(name);
        };
    }

    /** The print statement notes here whether a space is due. */
    @Override
    public void __setattr__(String name, PyObject value) {
        if (name.equals("softspace")) {
            softspace = value;
        } else {
            super.__setattr__(name, value);
        }
    }

    private void write(PyObject text) {
        String characters = PythonValues.text(text);
        Thread thread = Thread.currentThread();
        StringBuilder line = unfinished.computeIfAbsent(thread, ignored -> new StringBuilder());
        int start = 0;
        for (int end = characters.indexOf('\n'); end >= 0; end = characters.indexOf('\n', start)) {
            sink.accept(line.append(characters, start, end).toString());
            line.setLength(0);
            start = end + 1;
        }
        line.append(characters, start, characters.length());
        if (line.isEmpty()) {
            unfinished.remove(thread);
        }
    }

    /** Passes on the lines that did not end. */
    void finish() {
        unfinished.values().forEach(line -> sink.accept(line.toString()));
        unfinished.clear();
    }
}
