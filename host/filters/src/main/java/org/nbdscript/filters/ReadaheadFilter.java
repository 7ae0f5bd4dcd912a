package org.nbdscript.filters;

import java.util.concurrent.atomic.AtomicBoolean;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ReadRequest;

/** Has what comes next cached while a client reads one thing after another. */
public final class ReadaheadFilter implements Filter {
    private static final String NAME = "readahead";
    private static final long FIRST_WINDOW = 1 << 15;
    private static final long GREATEST_WINDOW = 1 << 22;

    private final Prefetchers prefetchers = new Prefetchers(NAME);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Has what comes next cached while a client reads one thing after another.";
    }

    @Override
    public void load(HostServices host) {
        prefetchers.load(host);
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        Prefetcher prefetcher = prefetchers.of(context, next, disk);
        return prefetcher == null ? disk : new ReadaheadDisk(disk, prefetcher);
    }

    @Override
    public void cleanup() {
        prefetchers.close();
    }

    /** The window doubles with each read that follows the one before, and is small again after any other. */
    private static final class ReadaheadDisk extends ForwardingDisk {
        private final Prefetcher prefetcher;
        private final AtomicBoolean isBusy = new AtomicBoolean();
        private long expected;
        private long window;
        private long reached;

        ReadaheadDisk(Disk next, Prefetcher prefetcher) {
            super(next);
            this.prefetcher = prefetcher;
        }

        @Override
        public void read(ReadRequest request) {
            ahead(request.offset(), request.offset() + request.length());
            next.read(request);
        }

        private synchronized void ahead(long offset, long end) {
            boolean isSequential = offset == expected && offset > 0;
            expected = end;
            if (!isSequential) {
                window = 0;
                reached = end;
                return;
            }
            window = Math.min(GREATEST_WINDOW, Math.max(FIRST_WINDOW, 2 * window));
            long from = Math.max(reached, end);
            long until = Math.min(prefetcher.size(), end + window);
            if (from < until && isBusy.compareAndSet(false, true)) {
                if (prefetcher.cache(from, until - from, () -> isBusy.set(false))) {
                    reached = until;
                } else {
                    isBusy.set(false);
                }
            }
        }
    }
}
