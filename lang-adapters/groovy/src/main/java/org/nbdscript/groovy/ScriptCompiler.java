package org.nbdscript.groovy;

import groovy.lang.GroovyCodeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.customizers.ImportCustomizer;
import org.nbdscript.api.Errno;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;

/** Compiles a script's file. */
final class ScriptCompiler {
    private ScriptCompiler() {}

    /**
     * The classes of a file, none of which has run yet.
     *
     * @param file as the user named it
     * @param source its text
     * @param classes in the file's order; the script's own, with the top level, is among them if there is one
     */
    record Compiled(
            Path file, String source, ScriptOutline outline, List<Class<?>> classes, ScriptClassLoader loader) {}

    /** Compiles a file, unless that was done before and nothing has changed since. */
    static Compiled compile(Path file, HostServices services) {
        String source = read(file);
        String sourceName = sourceName(file);
        ScriptOutline outline = new ScriptOutline(sourceName, file.toString());
        CompilerConfiguration configuration = configuration(file);
        SearchedPlaces searched = new SearchedPlaces(directory(file));
        ScriptClassLoader loader = new ScriptClassLoader(
                ScriptCompiler.class.getClassLoader(), configuration, new GroovyServices(services), searched);
        KeptCompilation kept = KeptCompilation.of(file, source);
        try {
            if (kept != null && kept.restore(outline, loader)) {
                return new Compiled(file, source, outline, classes(outline, loader), loader);
            }
            configuration.addCompilationCustomizers(imports(), outline, new InjectedServices());
            Class<?> first = loader.parseClass(new GroovyCodeSource(source, sourceName, "/groovy/script"), false);
            if (kept != null) {
                kept.keep(outline, loader, searched);
            }
            return new Compiled(file, source, outline, classes(outline, first.getClassLoader()), loader);
        } catch (MultipleCompilationErrorsException e) {
            throw CompilationProblems.of(e, sourceName, file.toString());
        } catch (RuntimeException | LinkageError | ClassNotFoundException e) {
            throw CompilationProblems.of(e, source, new ScriptPosition(file.toString(), 0));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ScriptException(new ScriptPosition(file.toString(), 0), "cannot be read: " + e, e);
        }
    }

    /**
     * The compiler names the class after the source. A class of the file's own name, such as {@code disk}, would take
     * the place of a variable of that name.
     */
    private static String sourceName(Path file) {
        String name = Objects.requireNonNull(file.getFileName(), "a script has a file name")
                .toString();
        String base = name.replaceFirst("\\.[^.]*$", "").replaceAll("[^A-Za-z0-9_]", "_");
        return Character.toUpperCase(base.charAt(0)) + base.substring(1) + "Script.groovy";
    }

    /** Files beside the script are its library. */
    private static CompilerConfiguration configuration(Path file) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setSourceEncoding(StandardCharsets.UTF_8.name());
        configuration.setClasspathList(List.of(directory(file).toString()));
        return configuration;
    }

    private static Path directory(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().normalize().getParent(), "a file is in a directory");
    }

    private static ImportCustomizer imports() {
        ImportCustomizer imports = new ImportCustomizer();
        imports.addStarImports("org.nbdscript.api");
        for (Errno errno : Errno.values()) {
            imports.addStaticImport(Errno.class.getName(), errno.name());
        }
        return imports;
    }

    private static List<Class<?>> classes(ScriptOutline outline, ClassLoader loader) throws ClassNotFoundException {
        List<Class<?>> classes = new ArrayList<>();
        for (String name : outline.classNames()) {
            classes.add(loader.loadClass(name));
        }
        return classes;
    }
}
