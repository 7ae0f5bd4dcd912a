package org.nbdscript.filters;

import java.util.HashMap;
import java.util.Map;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ReadRequest;

/** Has the whole disk cached, bit by bit, while clients are connected. */
public final class ScanFilter implements Filter {
    private static final String NAME = "scan";

    private final Prefetchers prefetchers = new Prefetchers(NAME);
    private final Map<String, Scan> scans = new HashMap<>();
    private boolean skipsAhead = true;
    private boolean resumes = true;
    private boolean isForever;
    private long step;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Has the whole disk cached, bit by bit, while clients are connected.";
    }

    @Override
    public void load(HostServices host) {
        prefetchers.load(host);
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                bool("scan-ahead", "true", "whether it goes on behind what a client reads further on"),
                bool("scan-clock", "true", "whether it goes on where it was when a client comes after all had left"),
                bool("scan-forever", "false", "whether it begins again at the end"),
                Parameter.builder("scan-size", ParameterType.SIZE)
                        .range(512, 1L << 31)
                        .defaultText("2M")
                        .help("how much is cached at a time, a power of two")
                        .build());
    }

    private static Parameter bool(String name, String value, String help) {
        return Parameter.builder(name, ParameterType.BOOL)
                .defaultText(value)
                .help(help)
                .build();
    }

    @Override
    public void configure(ParameterValues values) {
        skipsAhead = values.getBoolean("scan-ahead");
        resumes = values.getBoolean("scan-clock");
        isForever = values.getBoolean("scan-forever");
        step = values.getLong("scan-size");
        if (Long.bitCount(step) != 1) {
            throw new IllegalArgumentException("scan-size: expected a power of two, got " + step);
        }
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        Prefetcher prefetcher = prefetchers.of(context, next, disk);
        if (prefetcher == null) {
            return disk;
        }
        Scan scan;
        synchronized (scans) {
            scan = scans.computeIfAbsent(context.exportName(), export -> new Scan(prefetcher));
        }
        scan.enter();
        return new ScannedDisk(disk, scan);
    }

    @Override
    public void cleanup() {
        synchronized (scans) {
            scans.values().forEach(Scan::stop);
        }
        prefetchers.close();
    }

    /** How far the scan of an export has come. A step begins when the one before has ended. */
    private final class Scan {
        private final Prefetcher prefetcher;
        private long position;
        private int clients;
        private boolean isRunning;

        Scan(Prefetcher prefetcher) {
            this.prefetcher = prefetcher;
        }

        synchronized void enter() {
            if (clients++ == 0 && !resumes) {
                position = 0;
            }
            goOn();
        }

        synchronized void leave() {
            clients--;
        }

        synchronized void stop() {
            clients = 0;
        }

        /** A client reads up to here. */
        synchronized void passed(long end) {
            if (skipsAhead && end > position) {
                position = Math.ceilDiv(end, step) * step;
            }
        }

        private void goOn() {
            long size = prefetcher.size();
            if (position >= size && isForever) {
                position = 0;
            }
            if (isRunning || clients == 0 || position >= size) {
                return;
            }
            long from = position;
            position = Math.min(size, from + step);
            isRunning = prefetcher.cache(from, position - from, this::stepped);
        }

        private synchronized void stepped() {
            isRunning = false;
            goOn();
        }
    }

    private static final class ScannedDisk extends ForwardingDisk {
        private final Scan scan;

        ScannedDisk(Disk next, Scan scan) {
            super(next);
            this.scan = scan;
        }

        @Override
        public void read(ReadRequest request) {
            scan.passed(request.offset() + request.length());
            next.read(request);
        }

        @Override
        public void close() {
            scan.leave();
            next.close();
        }
    }
}
