package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/** Makes a disk as slow as one that spins, whose heads have to move. */
public final class SpinningFilter implements Filter {
    private SeekTimes times = new SeekTimes(0, 0, 0);
    private int heads;
    private boolean areSeparate;
    private long[] positions = new long[1];

    @Override
    public String name() {
        return "spinning";
    }

    @Override
    public String description() {
        return "Makes a disk as slow as one that spins, whose heads have to move.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("heads", ParameterType.INT)
                        .range(1, 1024)
                        .defaultText("1")
                        .help("how many heads there are, each with its part of the disk")
                        .build(),
                Parameter.builder("separate-heads", ParameterType.BOOL)
                        .defaultText("false")
                        .help("whether each head moves for itself; else they move together")
                        .build(),
                time("min-seek-time", "2ms", "how long it takes to move to the next track"),
                time("half-seek-time", "6ms", "how long it takes to move over half of the tracks"),
                time("max-seek-time", "10ms", "how long it takes to move over all tracks"));
    }

    private static Parameter time(String name, String value, String help) {
        return Parameter.builder(name, ParameterType.DURATION)
                .defaultText(value)
                .help(help)
                .build();
    }

    @Override
    public void configure(ParameterValues values) {
        times = new SeekTimes(
                values.getDuration("min-seek-time").toNanos(),
                values.getDuration("half-seek-time").toNanos(),
                values.getDuration("max-seek-time").toNanos());
        heads = (int) values.getLong("heads");
        areSeparate = values.getBoolean("separate-heads");
        positions = new long[areSeparate ? heads : 1];
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        return new SpinningDisk(next.open(context), context);
    }

    /** Moves the head that has an offset there; returns how long that takes. */
    private synchronized long move(long offset, long length, long size) {
        long surface = Math.max(1, Math.ceilDiv(size, heads));
        int arm = areSeparate ? (int) (offset / surface) : 0;
        long from = positions[arm];
        long to = offset % surface;
        positions[arm] = Math.min(to + length, surface);
        return from == to ? 0 : times.nanos((double) Math.abs(to - from) / surface);
    }

    /** There is one set of heads, whoever the client is. */
    private final class SpinningDisk extends ForwardingDisk {
        private final ConnectionContext context;

        SpinningDisk(Disk next, ConnectionContext context) {
            super(next);
            this.context = context;
        }

        private void seek(long offset, long length) {
            long nanos = move(offset, length, size());
            if (nanos > 0) {
                context.sleep(Duration.ofNanos(nanos));
            }
        }

        @Override
        public Blocking blocking() {
            return Blocking.stronger(Blocking.PARKS, next.blocking());
        }

        @Override
        public void read(ReadRequest request) {
            seek(request.offset(), request.length());
            next.read(request);
        }

        @Override
        public void write(ByteBuffer data, long offset, RequestFlags flags) {
            seek(offset, data.remaining());
            next.write(data, offset, flags);
        }

        @Override
        public void trim(long offset, long length, RequestFlags flags) {
            seek(offset, length);
            next.trim(offset, length, flags);
        }

        @Override
        public void zero(long offset, long length, RequestFlags flags) {
            seek(offset, length);
            next.zero(offset, length, flags);
        }
    }
}
