package org.nbdscript.server.access;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Peer;

/**
 * A list in a file, which is read again whenever the file changes. A new list that is wrong is told, and the one from
 * before stays. Clients that are served already are not asked again.
 */
public final class AccessListFile implements Access, AutoCloseable {
    /** A file that is being written is left alone until it has rested for so long. */
    private static final long REST_MILLIS = 100;

    /** In a directory that never rests the file is read all the same. */
    private static final int MOST_WAITS = 10;

    private final Path file;
    private final AccessList first;
    private final HostServices services;
    private final WatchService watcher;
    private volatile AccessList list;

    /** What was told last; of the watching thread. */
    private String problem = "";

    private AccessListFile(Path file, AccessList first, HostServices services, AccessList list, WatchService watcher) {
        this.file = file;
        this.first = first;
        this.services = services;
        this.list = list;
        this.watcher = watcher;
    }

    /**
     * Reads a file and watches it from now on.
     *
     * @param file absolute
     * @param first rules that come before those of the file
     * @throws IOException if it cannot be read or watched
     * @throws IllegalArgumentException with all that is wrong with its rules, each with file and line
     */
    public static AccessListFile open(Path file, AccessList first, HostServices services) throws IOException {
        WatchService watcher = file.getFileSystem().newWatchService();
        try {
            // The directory, since editors replace the file. Watched before it is read, so that no change is missed.
            Objects.requireNonNull(file.getParent())
                    .register(
                            watcher,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
            AccessListFile opened = new AccessListFile(file, first, services, first.then(read(file)), watcher);
            Thread.ofPlatform().daemon().name("nbd-access-list").start(opened::watch);
            return opened;
        } catch (IOException | IllegalArgumentException e) {
            watcher.close();
            throw e;
        }
    }

    private static AccessList read(Path file) throws IOException {
        try {
            return AccessSyntax.list(file.toString(), Files.readAllLines(file));
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException(file + ": expected text in UTF-8", e);
        }
    }

    @Override
    public Decision decide(Peer peer, boolean isFinal) {
        return list.decide(peer, isFinal);
    }

    private void watch() {
        try {
            while (true) {
                WatchKey key = watcher.take();
                for (int i = 0; key != null && i < MOST_WAITS; i++) {
                    key.pollEvents();
                    key.reset();
                    key = watcher.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
                }
                if (key != null) {
                    key.reset();
                }
                reload();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            services.debug("the access list " + file + " is watched no more");
        }
    }

    private void reload() {
        try {
            AccessList changed = first.then(read(file));
            problem = "";
            if (!changed.equals(list)) {
                list = changed;
                services.debug("the access list " + file + " has changed: "
                        + changed.rules().size() + " rules");
            }
        } catch (IOException e) {
            report(file + " cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            report(String.valueOf(e.getMessage()));
        }
    }

    /** Other files of the directory may change often; the same problem is told once. */
    private void report(String found) {
        if (!found.equals(problem)) {
            problem = found;
            services.error("the access list from before stays:\n" + found);
        }
    }

    /** Watches no more. */
    @Override
    public void close() {
        try {
            watcher.close();
        } catch (IOException e) {
            services.debug("the access list " + file + " cannot be left alone: " + e);
        }
    }
}
