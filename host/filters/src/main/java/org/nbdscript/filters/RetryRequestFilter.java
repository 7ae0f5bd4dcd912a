package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/** Makes requests that fail again. */
public final class RetryRequestFilter implements Filter {
    private static final int MOST_RETRIES = 1000;

    private long retries;
    private Duration delay = Duration.ZERO;
    private boolean retriesOpen;

    @Override
    public String name() {
        return "retry-request";
    }

    @Override
    public String description() {
        return "Makes requests that fail again, some time later.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("retry-request-retries", ParameterType.INT)
                        .range(0, MOST_RETRIES)
                        .defaultText("2")
                        .help("how often a request is made again")
                        .build(),
                Parameter.builder("retry-request-delay", ParameterType.DURATION)
                        .range(0, Long.MAX_VALUE)
                        .defaultText("2s")
                        .help("how long to wait before")
                        .build(),
                Parameter.builder("retry-request-open", ParameterType.BOOL)
                        .defaultText("true")
                        .help("whether opening is tried again, too")
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        retries = values.getLong("retry-request-retries");
        delay = values.getDuration("retry-request-delay");
        retriesOpen = values.getBoolean("retry-request-open");
    }

    /** Something that may fail. */
    private interface Attempt<T> {
        T make();
    }

    private <T> T attempt(ConnectionContext context, Attempt<T> attempt) {
        for (long left = retries; ; left--) {
            try {
                return attempt.make();
            } catch (NbdException e) {
                // A fast zero that is refused, or a server that ends, will not be otherwise the next time.
                if (left == 0 || e.errno() == Errno.ENOTSUP || e.errno() == Errno.ESHUTDOWN) {
                    throw e;
                }
                context.sleep(delay);
            }
        }
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = retriesOpen ? attempt(context, () -> next.open(context)) : next.open(context);
        return new RetryingDisk(disk, context);
    }

    private final class RetryingDisk extends AroundDisk {
        private final ConnectionContext context;

        RetryingDisk(Disk next, ConnectionContext context) {
            super(next);
            this.context = context;
        }

        @Override
        public Blocking blocking() {
            return Blocking.stronger(Blocking.PARKS, next.blocking());
        }

        /** A read that failed may have given parts of the answer, so each attempt has a fresh start in the buffer. */
        @Override
        public void read(ReadRequest request) {
            ByteBuffer buffer = request.buffer();
            var _ = attempt(context, () -> {
                DenseRead.read(next, buffer, request.offset());
                return true;
            });
        }

        @Override
        public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
            CollectedExtents found = new CollectedExtents();
            var _ = attempt(context, () -> {
                found.clear();
                next.extents(offset, length, flags, found);
                return true;
            });
            found.tell(extents);
        }

        @Override
        void around(Operation operation, long offset, long length, RequestFlags flags, Runnable call) {
            var _ = attempt(context, () -> {
                call.run();
                return true;
            });
        }
    }
}
