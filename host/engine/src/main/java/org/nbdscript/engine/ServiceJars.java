package org.nbdscript.engine;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Finds plugins, filters and languages among the services of the class path, in its directories and in those of its
 * jars whose name begins with {@code nbdscript-}. To look into the jars of the languages' engines as well, which have
 * tens of thousands of entries, would take longer than the start of a built-in plugin.
 */
final class ServiceJars extends URLClassLoader {
    private static final String PREFIX = "nbdscript-";
    private static final ServiceJars INSTANCE = new ServiceJars(entries());

    private ServiceJars(List<URL> entries) {
        super("services", entries.toArray(URL[]::new), null);
    }

    /** The services of a type, each made when it is asked for. */
    static <S> ServiceLoader<S> load(Class<S> type) {
        return INSTANCE.getURLs().length == 0 ? ServiceLoader.load(type) : ServiceLoader.load(type, INSTANCE);
    }

    /** The classes themselves are those of the class path. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return ServiceJars.class.getClassLoader().loadClass(name);
    }

    private static List<URL> entries() {
        List<URL> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            boolean mayHaveServices = Files.isDirectory(path)
                    || String.valueOf(path.getFileName()).startsWith(PREFIX);
            if (!entry.isEmpty() && mayHaveServices) {
                try {
                    entries.add(path.toUri().toURL());
                } catch (MalformedURLException e) {
                    throw new IllegalStateException("the class path has an entry that is no file: " + entry, e);
                }
            }
        }
        return entries;
    }
}
