package org.nbdscript.jython;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ScriptPosition;
import org.python.core.Py;
import org.python.core.PyException;
import org.python.core.PyFrame;
import org.python.core.PyObject;
import org.python.core.ThreadState;
import org.python.core.TraceFunction;

/** Interrupts a script whose top level does not end: by a trace function, which Jython calls at each line. */
final class LoadInterrupt {
    private static final Map<Path, ThreadState> LOADING = new ConcurrentHashMap<>();

    private LoadInterrupt() {}

    /** The script's top level runs from now on, on this thread. */
    static void begin(Path file, Interpreter interpreter) {
        LOADING.put(file, interpreter.thread());
    }

    /** The top level has ended. */
    static void end(Path file) {
        ThreadState thread = LOADING.remove(file);
        if (thread != null) {
            thread.tracefunc = null;
        }
    }

    /** Ends a load that another thread is in, at its next line; returns where it is. */
    static @Nullable ScriptPosition interrupt(Path file) {
        ThreadState thread = LOADING.get(file);
        if (thread == null) {
            return null;
        }
        TraceFunction raise = new Raise();
        thread.tracefunc = raise;
        ScriptPosition position = null;
        for (PyFrame frame = thread.frame; frame != null; frame = frame.f_back) {
            frame.tracefunc = raise;
            if (position == null && frame.f_code != null && file.toString().equals(frame.f_code.co_filename)) {
                position = new ScriptPosition(file.toString(), frame.f_lineno);
            }
        }
        return position;
    }

    /** Raises KeyboardInterrupt at each line, so that a script's {@code except} does not keep it alive. */
    private static final class Raise extends TraceFunction {
        private static PyException interrupted() {
            return new PyException(Py.KeyboardInterrupt, "the script took too long to load");
        }

        @Override
        public TraceFunction traceCall(PyFrame frame) {
            throw interrupted();
        }

        @Override
        public TraceFunction traceReturn(PyFrame frame, PyObject result) {
            return this;
        }

        @Override
        public TraceFunction traceLine(PyFrame frame, int line) {
            throw interrupted();
        }

        @Override
        public TraceFunction traceException(PyFrame frame, PyException exception) {
            return this;
        }
    }
}
