package org.nbdscript.filters;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Keeps what clients write, and what they read if that is wanted, in a temporary file. */
public final class CacheFilter implements Filter {
    private static final int LEAST_BLOCK = 4096;
    private static final int GREATEST_BLOCK = 64 << 20;

    private final SharedByExport<CacheStore> stores = new SharedByExport<>();
    private @Nullable HostServices services;
    private @Nullable Path directory;
    private CacheMode mode = CacheMode.WRITEBACK;
    private int blockSize;
    private CacheSpace space = CacheSpace.UNLIMITED;
    private BooleanSupplier keepsRead = () -> false;

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public String description() {
        return "Keeps what clients write, and read if that is wanted, in a temporary file.";
    }

    @Override
    public void load(HostServices host) {
        services = host;
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("cache", ParameterType.ENUM)
                        .choices(List.of("writeback", "writethrough", "unsafe"))
                        .defaultText("writeback")
                        .help("when writes reach the disk below: at a flush, at once, or when it suits")
                        .build(),
                Parameter.builder("cache-min-block-size", ParameterType.SIZE)
                        .range(LEAST_BLOCK, GREATEST_BLOCK)
                        .defaultText("64K")
                        .help("how much is kept at a time, a power of two")
                        .build(),
                Parameter.builder("cache-max-size", ParameterType.SIZE)
                        .range(1, Long.MAX_VALUE)
                        .help("how large the file may become; without it, as large as the file system lets it")
                        .build(),
                percent("cache-high-threshold", "95", "from so much of cache-max-size on, room is made"),
                percent("cache-low-threshold", "80", "until so much of it is left"),
                ReadSwitch.parameter("cache-on-read", "keep what clients read, too"),
                Parameter.builder("cache-directory", ParameterType.PATH)
                        .help("where the file is; without it, in TMPDIR or /var/tmp")
                        .build());
    }

    private static Parameter percent(String name, String value, String help) {
        return Parameter.builder(name, ParameterType.INT)
                .range(1, 100)
                .defaultText(value)
                .help(help + ", in percent")
                .build();
    }

    @Override
    public void configure(ParameterValues values) {
        mode = CacheMode.valueOf(values.getString("cache").toUpperCase(Locale.ROOT));
        blockSize = (int) values.getLong("cache-min-block-size");
        if (Integer.bitCount(blockSize) != 1) {
            throw new IllegalArgumentException("cache-min-block-size: expected a power of two, got " + blockSize);
        }
        long high = values.getLong("cache-high-threshold");
        long low = values.getLong("cache-low-threshold");
        if (low >= high) {
            throw new IllegalArgumentException(
                    "cache-low-threshold is " + low + ", expected less than cache-high-threshold, which is " + high);
        }
        if (values.has("cache-max-size")) {
            space = CacheSpace.of(values.getLong("cache-max-size"), blockSize, high, low);
        }
        keepsRead = ReadSwitch.parse(values.getString("cache-on-read"));
        directory = values.has("cache-directory") ? values.getPath("cache-directory") : null;
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        @Nullable BlockSize below = disk.blockSize();
        if (below != null && below.minimum() > blockSize) {
            throw new NbdException(
                    Errno.EINVAL,
                    "cache: cache-min-block-size is " + blockSize + ", but the disk takes multiples of "
                            + below.minimum() + " only");
        }
        String export = context.exportName();
        CacheStore store = stores.join(export, disk.size(), this::newStore);
        return new CacheDisk(disk, store, mode, keepsRead, () -> leave(export, store, disk));
    }

    private CacheStore newStore(long size) {
        ScratchFile file = directory == null ? ScratchFile.create() : ScratchFile.create(directory);
        return new CacheStore(file, size, blockSize, mode, space, host());
    }

    private HostServices host() {
        return Objects.requireNonNull(services, "a filter is loaded first");
    }

    /** With the last client that may write, what nobody has flushed would have no way to the disk below any more. */
    private void leave(String export, CacheStore store, Disk disk) {
        if (stores.leave(export) && disk.capabilities().canWrite()) {
            try {
                store.writeBack(disk);
            } catch (NbdException e) {
                host().error("cache: what was not flushed is not written below: " + e.text());
            }
        }
    }

    @Override
    public void cleanup() {
        stores.close();
    }
}
