package org.nbdscript.jython;

import java.io.ByteArrayOutputStream;
import org.python.antlr.PythonTree;
import org.python.antlr.base.mod;
import org.python.compiler.Module;
import org.python.core.CompilerFlags;

/** What the compiler makes of a script: a class file, and whether it has warned of something in it. */
final class ScriptModule extends Module {
    private boolean hasWarned;

    ScriptModule(String className, String file) {
        super(className, file, true);
    }

    /** As {@link Module#compile} does it, but for what is too large for a class file. */
    byte[] compile(mod tree, CompilerFlags flags) throws Exception {
        ByteArrayOutputStream classFile = new ByteArrayOutputStream();
        _module_init(tree, this, false, flags);
        write(classFile);
        return classFile.toByteArray();
    }

    boolean hasWarned() {
        return hasWarned;
    }

    @Override
    public void error(String message, boolean isError, PythonTree place) throws Exception {
        hasWarned |= !isError;
        super.error(message, isError, place);
    }
}
