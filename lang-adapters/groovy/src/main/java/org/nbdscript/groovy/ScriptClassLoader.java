package org.nbdscript.groovy;

import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyResourceLoader;
import org.codehaus.groovy.control.CompilerConfiguration;

/**
 * Loads the classes of one script, and of the files beside it that it names: a class {@code Pages} in
 * {@code Pages.groovy}.
 */
final class ScriptClassLoader extends GroovyClassLoader {
    private final GroovyServices nbdscript;

    ScriptClassLoader(ClassLoader parent, CompilerConfiguration configuration, GroovyServices nbdscript) {
        super(parent, configuration);
        this.nbdscript = nbdscript;
        GroovyResourceLoader sources = getResourceLoader();
        // Else a variable that is named like a script beside this one would be taken for that script's class.
        setResourceLoader(name -> isClassName(name) ? sources.loadGroovySource(name) : null);
    }

    private static boolean isClassName(String name) {
        return Character.isUpperCase(name.charAt(name.lastIndexOf('.') + 1));
    }

    GroovyServices nbdscript() {
        return nbdscript;
    }
}
