package org.nbdscript.filters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.ValueParser;

/** A rate that stands in a file, which is looked at again and again. As long as there is none, another rate holds. */
final class RateFile implements RateSource {
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path file;
    private final @Nullable RateSource otherwise;
    private final HostServices services;
    private final LongSupplier nanoTime;
    private boolean isThere;
    private long rate;
    private long nextLook;
    private String complaint = "";

    /**
     * A rate in a file.
     *
     * @param otherwise holds while there is no file; null for no limit then
     */
    RateFile(Path file, @Nullable RateSource otherwise, HostServices services, LongSupplier nanoTime) {
        this.file = file;
        this.otherwise = otherwise;
        this.services = services;
        this.nanoTime = nanoTime;
        this.nextLook = nanoTime.getAsLong();
    }

    @Override
    public synchronized long bitsPerSecond() {
        long now = nanoTime.getAsLong();
        if (now - nextLook >= 0) {
            nextLook = now + LOOK_EVERY_NANOS;
            look();
        }
        if (isThere) {
            return rate;
        }
        return otherwise == null ? 0 : otherwise.bitsPerSecond();
    }

    /** What cannot be read changes nothing, and is told once. */
    private void look() {
        try {
            rate = ValueParser.size(Files.readString(file).strip());
            isThere = true;
            complaint = "";
        } catch (NoSuchFileException e) {
            isThere = false;
            complaint = "";
        } catch (IOException | IllegalArgumentException e) {
            complain("rate: " + file + " is not heeded: " + e.getMessage());
        }
    }

    private void complain(String message) {
        if (!message.equals(complaint)) {
            complaint = message;
            services.warn(message);
        }
    }
}
