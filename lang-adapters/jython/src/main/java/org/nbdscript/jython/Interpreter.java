package org.nbdscript.jython;

import java.nio.file.Path;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.python.core.Py;
import org.python.core.PyModule;
import org.python.core.PyObject;
import org.python.core.PyString;
import org.python.core.PyStringMap;
import org.python.core.PySystemState;
import org.python.core.ThreadState;

/** What a script runs in: its own {@code sys}, with its own modules, path and standard output. */
final class Interpreter {
    private final PySystemState system;
    private final PyStringMap globals = new PyStringMap();
    private final PrintedLines output;
    private final ServicesModule services;

    private Interpreter(Path file, HostServices services) {
        PySystemState.initialize(System.getProperties(), settings(), new String[] {file.toString()});
        this.system = new PySystemState();
        this.output = new PrintedLines(services::print);
        this.services = new ServicesModule(services);
        run(() -> {
            system.__setattr__("stdout", output);
            system.__setattr__("stderr", output);
            // Imports of neighbours leave no compiled files beside them.
            system.dont_write_bytecode = true;
            system.path.insert(0, new PyString(directory(file)));
            PyModule main = new PyModule("__main__", globals);
            globals.__setitem__("__file__", new PyString(file.toString()));
            globals.__setitem__("__builtins__", system.modules.__getitem__(new PyString("__builtin__")));
            system.modules.__setitem__("__main__", main);
            system.modules.__setitem__("nbdscript", this.services.module());
            return main;
        });
    }

    /** An interpreter in which nothing has run yet. */
    static Interpreter start(Path file, HostServices services) {
        Interpreter interpreter = new Interpreter(file, services);
        // A thread that Java code made for a script knows no interpreter and gets this one: mostly, there is one only.
        Py.defaultSystemState = interpreter.system;
        return interpreter;
    }

    private static Properties settings() {
        Properties settings = new Properties();
        // No files in a cache directory, no scan of the class path, no site directory: a fast start.
        settings.setProperty("python.cachedir.skip", "true");
        settings.setProperty("python.import.site", "false");
        settings.setProperty("python.console", "");
        // Else it runs locale(1) to find out.
        settings.setProperty("python.console.encoding", "UTF-8");
        settings.setProperty("python.io.encoding", "UTF-8");
        return settings;
    }

    private static String directory(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? "/" : parent.toString();
    }

    /** The script's top-level names. */
    PyStringMap globals() {
        return globals;
    }

    /** Runs code with this interpreter as the thread's; gives the thread back to the one that it had. */
    @SuppressWarnings("ReferenceEquality") // The same interpreter, not one that Python finds equal.
    <T extends @Nullable Object> T run(Supplier<T> code) {
        ThreadState thread = thread();
        PySystemState previous = thread.getSystemState();
        if (previous == system) {
            return code.get();
        }
        thread.setSystemState(system);
        try {
            return code.get();
        } finally {
            thread.setSystemState(previous);
        }
    }

    /** The Python state of this thread. */
    ThreadState thread() {
        return Py.getThreadState(system);
    }

    /** The value of a top-level name, null if there is none. */
    @Nullable
    PyObject global(String name) {
        return globals.__finditem__(name);
    }

    /** Ends the sleeps of the script's threads and passes on what it printed without a line's end. */
    void close() {
        services.close();
        output.finish();
        system.close();
    }
}
