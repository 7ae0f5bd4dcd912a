package org.nbdscript.api.spi;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.Naming;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.Service;
import org.nbdscript.api.StatusSink;
import org.nbdscript.api.Support;

/** The disk of a script: one connection's calls, carried to a target of the script. */
final class ScriptDisk implements Disk, CallbackPlaces {
    private final ScriptTarget target;
    private final ScriptRequests requests;
    private final OpenContext context;
    private final HostServices services;
    private final String announcement;
    private final @Nullable BlockSize blockSize;
    private final @Nullable String description;
    private final Capabilities capabilities;
    private final List<MetaContext> metaContexts;

    /** How often the host was told of new sizes when the size was asked. */
    private volatile int sizeChanges;

    private volatile long size;

    /** Asks the target all that is asked once. */
    ScriptDisk(ScriptLayer layer, ScriptTarget target, OpenContext context) {
        Script script = layer.script();
        this.target = target;
        this.requests = new ScriptRequests(script, target, context, layer.blocking());
        this.context = context;
        this.services = layer.services();
        this.announcement = script.naming().nameOf(Service.SIZE_CHANGED);
        requireCallbacks(script);
        this.sizeChanges = services.sizeChanges();
        this.size = askSize();
        ScriptCalls calls = requests.calls();
        this.blockSize = requests.blockSize(layer.declaredBlockSize(), null);
        this.description = calls.defines(Callback.EXPORT_DESCRIPTION)
                ? calls.call(context, Callback.EXPORT_DESCRIPTION, CallbackResult::text)
                : null;
        this.capabilities = askCapabilities();
        this.metaContexts = askMetaContexts(script);
    }

    private void requireCallbacks(Script script) {
        for (Callback callback : Callback.values()) {
            if (callback.isRequired() && !target.defines(callback)) {
                ScriptPosition open = script.functions().position(Callback.OPEN);
                throw new NbdException(
                        Errno.EIO,
                        script.naming().nameOf(callback)
                                + " is missing, without which there is no disk: neither what open"
                                + " returned nor the script has it",
                        open,
                        null);
            }
        }
    }

    private Capabilities askCapabilities() {
        boolean flush = requests.can(Callback.CAN_FLUSH, requests.defines(Callback.FLUSH));
        boolean zero = requests.can(Callback.CAN_ZERO, requests.defines(Callback.ZERO));
        return Capabilities.builder()
                .canWrite(!context.isReadOnly() && requests.can(Callback.CAN_WRITE, requests.defines(Callback.PWRITE)))
                .canFlush(flush)
                .isRotational(requests.can(Callback.IS_ROTATIONAL, false))
                .canTrim(requests.can(Callback.CAN_TRIM, requests.defines(Callback.TRIM)))
                .zero(zero ? Support.NATIVE : Support.EMULATE)
                .canFastZero(requests.can(Callback.CAN_FAST_ZERO, !zero))
                .canResize(requests.defines(Callback.RESIZE))
                .canExtents(requests.can(Callback.CAN_EXTENTS, requests.defines(Callback.EXTENTS)))
                .fua(requests.support(Callback.CAN_FUA, flush ? Support.EMULATE : Support.NONE))
                .canMultiConn(requests.can(Callback.CAN_MULTI_CONN, false))
                .cache(requests.support(
                        Callback.CAN_CACHE, requests.defines(Callback.CACHE) ? Support.NATIVE : Support.NONE))
                .build();
    }

    private List<MetaContext> askMetaContexts(Script script) {
        List<MetaContext> contexts =
                requests.calls().callOr(List.of(), context, Callback.META_CONTEXTS, CallbackResult::metaContexts);
        if (!contexts.isEmpty() && !requests.defines(Callback.BLOCK_STATUS)) {
            Naming naming = script.naming();
            throw new NbdException(
                    Errno.EIO,
                    naming.nameOf(Callback.META_CONTEXTS) + " names contexts, but there is no "
                            + naming.nameOf(Callback.BLOCK_STATUS) + " to answer for them",
                    target.position(Callback.META_CONTEXTS),
                    null);
        }
        return contexts;
    }

    private long askSize() {
        return requests.calls().call(context, Callback.GET_SIZE, CallbackResult::size);
    }

    @Override
    public @Nullable ScriptPosition position(Callback callback) {
        return target.position(callback);
    }

    @Override
    public long size() {
        int changes = services.sizeChanges();
        if (changes != sizeChanges) {
            size = askSize();
            sizeChanges = changes;
        }
        return size;
    }

    @Override
    public void resize(long newSize) {
        requests.resize(newSize);
    }

    @Override
    public @Nullable BlockSize blockSize() {
        return blockSize;
    }

    @Override
    public @Nullable String description() {
        return description;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Blocking blocking() {
        return requests.blocking();
    }

    @Override
    public void read(ReadRequest request) {
        requests.read(request);
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        requests.write(data, offset, flags);
    }

    @Override
    public void flush() {
        requests.flush();
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        requests.trim(offset, length, flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        requests.zero(offset, length, flags);
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        requests.extents(offset, length, flags, extents);
    }

    @Override
    public List<MetaContext> metaContexts() {
        return metaContexts;
    }

    @Override
    public void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
        requests.blockStatus(context, offset, length, flags, statuses);
    }

    @Override
    public void cache(long offset, long length) {
        requests.cache(offset, length);
    }

    @Override
    public void close() {
        warnIfSizeChanged();
        requests.close();
    }

    /** Clients were told the size once; a script that means to change it would lose what lies beyond, in silence. */
    private void warnIfSizeChanged() {
        try {
            long known = size();
            long last = askSize();
            if (last != known) {
                ScriptPosition position = target.position(Callback.GET_SIZE);
                services.warn((position == null ? "" : position + ": ") + "the size is " + last + " bytes now, but was "
                        + known + " when it was asked; clients have kept that: a new size is announced by "
                        + announcement);
            }
        } catch (NbdException e) {
            services.debug("the size could not be asked again: " + e.text());
        }
    }
}
