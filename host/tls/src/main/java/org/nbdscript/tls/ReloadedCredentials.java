package org.nbdscript.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Consumer;

/**
 * Credentials that are read again when one of their files has changed: the next client that starts TLS meets the new
 * ones. While the new ones cannot be used, those from before stay. Any number of threads may use it.
 */
public final class ReloadedCredentials implements TlsCredentials {
    /** Reads credentials from their files. */
    @FunctionalInterface
    public interface Loader {
        /** Does so. */
        TlsCredentials load() throws CredentialsException;
    }

    private final List<Path> files;
    private final Loader loader;
    private final Consumer<String> problems;
    private TlsCredentials current;
    private List<String> state;
    private String problem = "";

    /**
     * Credentials that were read a moment ago.
     *
     * @param files what they were read from; some need not be there
     * @param problems told why new ones cannot be used, once
     */
    public ReloadedCredentials(TlsCredentials first, List<Path> files, Loader loader, Consumer<String> problems) {
        this.files = List.copyOf(files);
        this.loader = loader;
        this.problems = problems;
        this.current = first;
        this.state = state();
    }

    @Override
    public TlsSession session(Wire wire) {
        return current().session(wire);
    }

    private synchronized TlsCredentials current() {
        List<String> now = state();
        if (!now.equals(state)) {
            try {
                current = loader.load();
                state = now;
                problem = "";
            } catch (CredentialsException e) {
                // Perhaps the files are being written: the next client asks again.
                report("the credentials of TLS from before stay: " + e.getMessage());
            }
        }
        return current;
    }

    private void report(String found) {
        if (!found.equals(problem)) {
            problem = found;
            problems.accept(found);
        }
    }

    private List<String> state() {
        return files.stream().map(ReloadedCredentials::state).toList();
    }

    private static String state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "cannot be read";
        }
    }
}
