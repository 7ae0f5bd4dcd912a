package org.nbdscript.jython;

import org.jspecify.annotations.Nullable;
import org.nbdscript.api.spi.CompilationKey;
import org.nbdscript.api.spi.CompiledScripts;
import org.python.antlr.base.mod;
import org.python.core.BytecodeLoader;
import org.python.core.CompileMode;
import org.python.core.CompilerFlags;
import org.python.core.ParserFacade;
import org.python.core.Py;
import org.python.core.PyCode;
import org.python.core.PySystemState;

/** Compiles a script, unless that was done at an earlier start and nothing has changed since. */
final class ScriptCompiler {
    /** Of the class of a script's code, which has a class loader of its own. */
    private static final String CLASS_NAME = "org.python.pycode.script";

    private final SourceText source;
    private final String file;

    ScriptCompiler(SourceText source) {
        this.source = source;
        this.file = source.file().toString();
    }

    /**
     * The code of the top level.
     *
     * @throws org.python.core.PyException SyntaxError
     */
    PyCode code() {
        CompiledScripts kept = CompiledScripts.ofProcess();
        if (kept == null) {
            return compiled(null, new byte[0]);
        }
        byte[] key = CompilationKey.of(source.file(), source.bytes(), PySystemState.registry, "python.");
        byte[] found = kept.find(source.file(), key);
        return found == null ? compiled(kept, key) : BytecodeLoader.makeCode(CLASS_NAME, found, file);
    }

    /** Compiles it, and keeps what it comes to. What the compiler warns of is not kept, to be warned of each time. */
    private PyCode compiled(@Nullable CompiledScripts kept, byte[] key) {
        CompilerFlags flags = new CompilerFlags();
        // Where the script does not say it: sources are UTF-8 nowadays.
        flags.encoding = "utf-8";
        mod tree = ParserFacade.parse(source.stream(), CompileMode.exec, file, flags);
        if (kept == null) {
            return Py.compile_flags(tree, file, CompileMode.exec, flags);
        }
        ScriptModule module = new ScriptModule(CLASS_NAME, file);
        try {
            byte[] classFile = module.compile(tree, flags);
            if (!module.hasWarned()) {
                kept.keep(source.file(), key, classFile);
            }
            return BytecodeLoader.makeCode(CLASS_NAME, classFile, file);
        } catch (Exception | Error e) {
            // Jython has its own way with code that is too large, and with errors.
            return Py.compile_flags(tree, file, CompileMode.exec, flags);
        }
    }
}
