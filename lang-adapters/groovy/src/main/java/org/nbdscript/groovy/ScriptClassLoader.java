package org.nbdscript.groovy;

import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyResourceLoader;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.SourceUnit;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of one script, and of the files beside it that it names: a class {@code Pages} in
 * {@code Pages.groovy}.
 */
final class ScriptClassLoader extends GroovyClassLoader {
    private final GroovyServices nbdscript;
    private final SearchedPlaces searched;

    /** What this loader has compiled: class files by the names of their classes. */
    private final Map<String, byte[]> classFiles = new ConcurrentHashMap<>();

    /** What was compiled before. */
    private Map<String, byte[]> kept = Map.of();

    ScriptClassLoader(
            ClassLoader parent,
            CompilerConfiguration configuration,
            GroovyServices nbdscript,
            SearchedPlaces searched) {
        super(parent, configuration);
        this.nbdscript = nbdscript;
        this.searched = searched;
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

    /** What has been compiled, by the names of the classes. */
    Map<String, byte[]> classFiles() {
        return classFiles;
    }

    /** Has the classes of an earlier compilation. */
    void useCompiled(Map<String, byte[]> files) {
        kept = files;
    }

    @Override
    @SuppressWarnings("NullAway") // null as long as a constructor above this one runs
    public Class<?> loadClass(String name, boolean lookupSource, boolean preferClass, boolean resolve)
            throws ClassNotFoundException {
        byte[] file = kept == null ? null : kept.get(name);
        if (file == null) {
            return super.loadClass(name, lookupSource, preferClass, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? defineClass(name, file) : loaded;
        }
    }

    @Override
    protected ClassCollector createCollector(CompilationUnit unit, SourceUnit source) {
        return new ClassCollector(new InnerLoader(this), unit, source) {
            @Override
            protected Class<?> createClass(byte[] code, ClassNode type) {
                classFiles.put(type.getName(), code);
                return super.createClass(code, type);
            }
        };
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Class<?> found = null;
        try {
            found = super.findClass(name);
            return found;
        } finally {
            note(name.replace('.', '/') + ".class", found);
        }
    }

    @Override
    public @Nullable URL findResource(String name) {
        URL found = super.findResource(name);
        note(name, found);
        return found;
    }

    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
        List<URL> found = Collections.list(super.findResources(name));
        note(name, found.isEmpty() ? null : found);
        return Collections.enumeration(found);
    }

    /** The constructors above this one search nothing, but may not be relied on for that. */
    @SuppressWarnings("NullAway")
    private void note(String path, @Nullable Object found) {
        if (searched != null) {
            searched.note(path, found);
        }
    }
}
