package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.Filter;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/** Tells clients other block sizes than the disk's, and says what becomes of requests that do not keep to them. */
public final class BlocksizePolicyFilter implements Filter {
    private static final int USUAL_PREFERRED = 4096;

    private long minimum;
    private long preferred;
    private long maximum;
    private long disconnectFrom;
    private boolean refuses;

    @Override
    public String name() {
        return "blocksize-policy";
    }

    @Override
    public String description() {
        return "Tells clients block sizes, and refuses requests that do not keep to them if that is wanted.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                size("blocksize-minimum", "the smallest block, a power of two up to 64K; else the disk's own"),
                size("blocksize-preferred", "the block that suits it, a power of two from 512 to 32M; else its own"),
                size("blocksize-maximum", "the longest data of a request; else its own"),
                size("blocksize-write-disconnect", "a client that writes more than that at once is disconnected"),
                Parameter.builder("blocksize-error-policy", ParameterType.ENUM)
                        .choices(List.of("allow", "error"))
                        .defaultText("allow")
                        .help("whether requests that do not keep to the sizes go on or fail with EINVAL")
                        .build());
    }

    private static Parameter size(String name, String help) {
        return Parameter.builder(name, ParameterType.SIZE)
                .range(1, BlockSize.UNLIMITED)
                .help(help)
                .build();
    }

    @Override
    public void configure(ParameterValues values) {
        minimum = given(values, "blocksize-minimum");
        preferred = given(values, "blocksize-preferred");
        maximum = given(values, "blocksize-maximum");
        disconnectFrom = given(values, "blocksize-write-disconnect");
        refuses = values.getString("blocksize-error-policy").equals("error");
        // What does not fit together is known now, unless it depends on the disk.
        sizes(null);
    }

    private static long given(ParameterValues values, String name) {
        return values.has(name) ? values.getLong(name) : 0;
    }

    private BlockSize sizes(@Nullable BlockSize below) {
        long least = minimum > 0 ? minimum : below == null ? 1 : below.minimum();
        long usual = Math.max(least, below == null ? USUAL_PREFERRED : below.preferred());
        long most = below == null ? BlockSize.UNLIMITED : below.maximum();
        return new BlockSize(
                Math.toIntExact(least),
                Math.toIntExact(preferred > 0 ? preferred : usual),
                maximum > 0 ? maximum : most);
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        try {
            return new PolicedDisk(disk, context, sizes(disk.blockSize()));
        } catch (IllegalArgumentException e) {
            throw new NbdException(Errno.EINVAL, "blocksize-policy: " + e.getMessage(), e);
        }
    }

    private final class PolicedDisk extends ForwardingDisk {
        private final OpenContext context;
        private final BlockSize sizes;

        PolicedDisk(Disk next, OpenContext context, BlockSize sizes) {
            super(next);
            this.context = context;
            this.sizes = sizes;
        }

        @Override
        public BlockSize blockSize() {
            return sizes;
        }

        /** Whether they go on is this filter's to say. */
        @Override
        public boolean takesMisfits() {
            return true;
        }

        private void check(long offset, long length, boolean hasData) {
            if (!refuses) {
                return;
            }
            long block = sizes.minimum();
            if (offset % block != 0 || length % block != 0) {
                throw new NbdException(
                        Errno.EINVAL,
                        "blocksize-policy: a request of " + length + " bytes at " + offset
                                + " is not of whole blocks of " + block);
            }
            if (hasData && length > sizes.maximum()) {
                throw new NbdException(
                        Errno.EINVAL,
                        "blocksize-policy: a request of " + length + " bytes is longer than " + sizes.maximum());
            }
        }

        @Override
        public void read(ReadRequest request) {
            check(request.offset(), request.length(), true);
            next.read(request);
        }

        @Override
        public void write(ByteBuffer data, long offset, RequestFlags flags) {
            if (disconnectFrom > 0 && data.remaining() > disconnectFrom) {
                context.disconnect(true);
                throw new NbdException(
                        Errno.ESHUTDOWN,
                        "blocksize-policy: the client has written " + data.remaining() + " bytes at once, more than "
                                + disconnectFrom);
            }
            check(offset, data.remaining(), true);
            next.write(data, offset, flags);
        }

        @Override
        public void trim(long offset, long length, RequestFlags flags) {
            check(offset, length, false);
            next.trim(offset, length, flags);
        }

        @Override
        public void zero(long offset, long length, RequestFlags flags) {
            check(offset, length, false);
            next.zero(offset, length, flags);
        }

        @Override
        public void cache(long offset, long length) {
            check(offset, length, false);
            next.cache(offset, length);
        }

        @Override
        public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
            check(offset, length, false);
            next.extents(offset, length, flags, extents);
        }
    }
}
