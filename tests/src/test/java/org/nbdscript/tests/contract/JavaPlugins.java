package org.nbdscript.tests.contract;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.StatusSink;
import org.nbdscript.api.Support;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.api.TlsIdentity;

/** The plugins of the contract in Java. */
public final class JavaPlugins {
    private JavaPlugins() {}

    /** What they have in common. */
    abstract static class ContractPlugin implements Plugin {
        private final String name;
        private @Nullable HostServices services;

        ContractPlugin(String name) {
            this.name = "contract-" + name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String description() {
            return "A plugin of the contract.";
        }

        @Override
        public void load(HostServices host) {
            services = host;
        }

        final void say(String message) {
            Objects.requireNonNull(services).debug(message);
        }

        @Override
        public Disk open(OpenContext context) {
            return new EmptyDisk();
        }
    }

    /** A disk of no bytes. */
    private static class EmptyDisk implements Disk {
        @Override
        public long size() {
            return 0;
        }

        @Override
        public void read(ReadRequest request) {}
    }

    /** See disk.js. */
    public static final class DiskPlugin extends ContractPlugin {
        private byte[] bytes = new byte[0];

        /** Found by ServiceLoader. */
        public DiskPlugin() {
            super("disk");
        }

        @Override
        public ParameterSchema parameters() {
            return ParameterSchema.of(Parameter.builder("size", ParameterType.SIZE)
                    .defaultText("64K")
                    .magic()
                    .build());
        }

        @Override
        public void configure(ParameterValues values) {
            bytes = new byte[Math.toIntExact(values.getLong("size"))];
        }

        @Override
        public Disk open(OpenContext context) {
            return new BytesDisk(this, bytes);
        }
    }

    private static final class BytesDisk implements Disk {
        private final DiskPlugin plugin;
        private final byte[] bytes;

        BytesDisk(DiskPlugin plugin, byte[] bytes) {
            this.plugin = plugin;
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public BlockSize blockSize() {
            return new BlockSize(1, 4096, 65536);
        }

        @Override
        public Capabilities capabilities() {
            return Capabilities.builder()
                    .canWrite(true)
                    .canFlush(true)
                    .canTrim(true)
                    .canExtents(true)
                    .canMultiConn(true)
                    .canFastZero(true)
                    .isRotational(true)
                    .zero(Support.NATIVE)
                    .fua(Support.NATIVE)
                    .cache(Support.NATIVE)
                    .build();
        }

        @Override
        public void read(ReadRequest request) {
            request.buffer().put(bytes, (int) request.offset(), request.length());
        }

        @Override
        public void write(ByteBuffer data, long offset, RequestFlags flags) {
            if (flags.fua()) {
                plugin.say("pwrite fua");
            }
            data.get(bytes, (int) offset, data.remaining());
        }

        @Override
        public void flush() {
            plugin.say("flush");
        }

        @Override
        public void trim(long offset, long length, RequestFlags flags) {
            plugin.say("trim " + offset + " " + length);
            Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0);
        }

        @Override
        public void zero(long offset, long length, RequestFlags flags) {
            if (flags.fastZero()) {
                throw new NbdException(Errno.ENOTSUP, "not fast");
            }
            plugin.say("zero " + offset + " " + length + " mayTrim=" + flags.mayTrim());
            Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0);
        }

        @Override
        public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
            for (long at = offset - offset % 4096; at < offset + length; at += 4096) {
                boolean empty = Arrays.equals(bytes, (int) at, (int) at + 4096, new byte[4096], 0, 4096);
                extents.add(at, 4096, empty ? ExtentType.HOLE_ZERO : ExtentType.DATA);
            }
        }

        @Override
        public void cache(long offset, long length) {
            plugin.say("cache " + offset + " " + length);
        }
    }

    /** See failures.js. */
    public static final class FailuresPlugin extends ContractPlugin {
        /** Found by ServiceLoader. */
        public FailuresPlugin() {
            super("failures");
        }

        @Override
        public Disk open(OpenContext context) {
            return new EmptyDisk() {
                @Override
                public long size() {
                    return 8192;
                }

                @Override
                public void read(ReadRequest request) {
                    fail(request);
                }
            };
        }

        private static void fail(ReadRequest request) {
            switch ((int) request.offset()) {
                case 0 -> throw new NbdException(Errno.ENOSPC, "the disk is full");
                case 512 -> throw new IllegalStateException("plain");
                case 1024 -> throw new NbdException(Errno.EPERM, "not allowed");
                case 2048 -> overflow(0);
                case 2560 -> {
                    request.hole(2560, 100);
                    request.hole(2700, 372);
                }
                default -> request.buffer();
            }
        }

        private static int overflow(int depth) {
            return overflow(depth + 1) + 1;
        }
    }

    /** See parts.js. */
    public static final class PartsPlugin extends ContractPlugin {
        /** Found by ServiceLoader. */
        public PartsPlugin() {
            super("parts");
        }

        @Override
        public Disk open(OpenContext context) {
            return new EmptyDisk() {
                @Override
                public long size() {
                    return 4096;
                }

                @Override
                public void read(ReadRequest request) {
                    byte[] bytes = new byte[request.length() == 4096 ? 512 : request.length()];
                    Arrays.fill(bytes, (byte) (request.length() == 4096 ? 0x55 : 7));
                    if (request.length() == 4096) {
                        request.hole(1536, 2560);
                        request.data(1024, ByteBuffer.wrap(bytes));
                        request.hole(0, 1024);
                    } else {
                        request.data(request.offset(), ByteBuffer.wrap(bytes));
                    }
                }
            };
        }
    }

    /** See contexts.js. */
    public static final class ContextsPlugin extends ContractPlugin {
        /** Found by ServiceLoader. */
        public ContextsPlugin() {
            super("contexts");
        }

        @Override
        public Disk open(OpenContext opening) {
            return new EmptyDisk() {
                @Override
                public long size() {
                    return 4096;
                }

                @Override
                public List<MetaContext> metaContexts() {
                    return List.of(
                            new MetaContext("x-test:block"),
                            new MetaContext("x-test:wide", true),
                            new MetaContext("x-test:wrong"));
                }

                @Override
                public void blockStatus(
                        String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
                    if (context.equals("x-test:block")) {
                        statuses.add(0, 2048, 1);
                        statuses.add(2048, 2048, 2);
                    } else {
                        statuses.add(offset, length, context.equals("x-test:wide") ? -1 : 1L << 32);
                    }
                }
            };
        }
    }

    /** See exports.js. */
    public static final class ExportsPlugin extends ContractPlugin {
        /** Found by ServiceLoader. */
        public ExportsPlugin() {
            super("exports");
        }

        @Override
        public void preconnect(ConnectionContext context) {
            TlsIdentity tls = context.peer().tls();
            boolean isMallory = tls != null
                    && ("mallory".equals(tls.dn()) || "mallory".equals(tls.issuerDn()) || "mallory".equals(tls.user()));
            if (isMallory || context.peer().name().endsWith(":666")) {
                throw new NbdException(Errno.EPERM, "go away");
            }
        }

        @Override
        public List<Export> listExports(ConnectionContext context) {
            return List.of(new Export("one"), new Export("two", "the second"), new Export("three"));
        }

        @Override
        public @Nullable String defaultExport(ConnectionContext context) {
            return context.isReadOnly() ? null : "one";
        }

        @Override
        public boolean requiresTls(String exportName, ConnectionContext context) {
            return exportName.equals("two");
        }

        @Override
        public Disk open(OpenContext context) {
            if (context.exportName().equals("none")) {
                throw new NbdException(Errno.ENOENT, "no such export");
            }
            return new EmptyDisk() {
                @Override
                public long size() {
                    return context.exportName().length();
                }
            };
        }
    }

    /** See lifecycle.js. */
    public static final class LifecyclePlugin extends ContractPlugin {
        /** Found by ServiceLoader. */
        public LifecyclePlugin() {
            super("lifecycle");
        }

        @Override
        public ParameterSchema parameters() {
            return new ParameterSchema(List.of(), true);
        }

        @Override
        public void configure(ParameterValues values) {
            say("configure");
            values.others().forEach(other -> say("config " + other.getKey() + "=" + other.getValue()));
            say("configComplete");
        }

        @Override
        public ThreadModel threadModel() {
            say("threadModel");
            return ThreadModel.SERIALIZE_REQUESTS;
        }

        @Override
        public void getReady() {
            say("getReady");
        }

        @Override
        public void afterFork() {
            say("afterFork");
        }

        @Override
        public void cleanup() {
            say("cleanup");
        }

        @Override
        public void unload() {
            say("unload");
        }

        @Override
        public void dumpPlugin(BiConsumer<String, String> line) {
            line.accept("answer", "42");
        }
    }

    /** See types.js. */
    public static final class TypesPlugin extends ContractPlugin {
        /** Found by ServiceLoader. */
        public TypesPlugin() {
            super("types");
        }

        @Override
        public ParameterSchema parameters() {
            List<Parameter> parameters = new ArrayList<>();
            for (ParameterType type : ParameterType.values()) {
                parameters.add(Parameter.builder(type.toString(), type)
                        .magic(type == ParameterType.SIZE)
                        .range(
                                type == ParameterType.INT ? -5 : Long.MIN_VALUE,
                                type == ParameterType.INT ? 100 : Long.MAX_VALUE)
                        .choices(type == ParameterType.ENUM ? List.of("red", "green") : List.of())
                        .build());
            }
            parameters.add(Parameter.builder("list", ParameterType.INT)
                    .repeatable(true)
                    .build());
            parameters.add(Parameter.builder("missing", ParameterType.STRING).build());
            return new ParameterSchema(parameters, false);
        }

        @Override
        public void configure(ParameterValues values) {
            List<?> list = (List<?>) Objects.requireNonNull(values.get("list"));
            byte[] bytes = (byte[]) Objects.requireNonNull(values.get("bytes"));
            say(String.join(
                    " ",
                    values.getString("string"),
                    String.valueOf(values.getLong("int") + 1),
                    String.valueOf(values.getLong("size") / 2),
                    String.valueOf(values.getDuration("duration").toMillis() * 2 / 1000.0),
                    String.valueOf(values.getDouble("probability") * 2),
                    String.valueOf(values.getBoolean("bool")),
                    values.getString("enum"),
                    String.valueOf(values.getPath("path").isAbsolute()),
                    String.valueOf("http".equals(values.getUri("uri").getScheme())),
                    values.getString("password"),
                    String.valueOf(bytes[1]),
                    list.stream().map(String::valueOf).collect(Collectors.joining("+")),
                    String.valueOf(!values.has("missing"))));
        }
    }
}
