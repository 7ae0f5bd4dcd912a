package org.nbdscript.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.engine.DiskStack;

/**
 * The exports that one client has asked about: each is opened once, and those that it does not go on with are closed.
 */
final class OpenExports implements AutoCloseable {
    /** A client that asks about more has the eldest closed again. */
    private static final int MOST_OPEN = 16;

    private final DiskStack stack;
    private final ConnectionContext connection;
    private final Negotiation negotiation;
    private final int mostOpen;
    private final Map<String, OpenExport> open = new LinkedHashMap<>();
    private @Nullable String defaultName;
    private boolean hasOpened;

    OpenExports(DiskStack stack, ConnectionContext connection, Negotiation negotiation) {
        this.stack = stack;
        this.connection = connection;
        this.negotiation = negotiation;
        this.mostOpen = stack.threadModel() == ThreadModel.SERIALIZE_CONNECTIONS ? 1 : MOST_OPEN;
    }

    /**
     * Opens an export, unless it is open.
     *
     * @param asked its name as the client says it
     * @throws TlsRequiredException if the client has to start TLS first
     * @throws NbdException the plugin's refusal
     */
    OpenExport open(String asked) {
        String name = asked.isEmpty() ? defaultName() : asked;
        OpenExport export = open.get(name);
        if (export == null) {
            if (isHidden(name)) {
                throw new TlsRequiredException(name);
            }
            if (open.size() >= mostOpen) {
                close(open.remove(open.keySet().iterator().next()));
            }
            Disk disk = stack.open(new ExportContext(connection, name, negotiation));
            export = new OpenExport(name, disk);
            open.put(name, export);
            hasOpened = true;
        }
        return export;
    }

    /** Whether any was ever opened. */
    boolean hasOpened() {
        return hasOpened;
    }

    /** Whether an export is served over TLS only, and the client has none. */
    boolean isHidden(String name) {
        return !connection.isTls() && stack.requiresTls(name, connection);
    }

    private String defaultName() {
        String name = defaultName;
        if (name == null) {
            name = stack.defaultExport(connection);
            if (name == null) {
                throw new NbdException(Errno.ENOENT, "there is no default export: ask for one by name");
            }
            defaultName = name;
        }
        return name;
    }

    /** Closes all but this one. */
    void keepOnly(OpenExport kept) {
        open.values().removeIf(export -> {
            if (export.name().equals(kept.name())) {
                return false;
            }
            close(export);
            return true;
        });
    }

    /** Closes all, and forgets which is the default one. */
    @Override
    public void close() {
        open.values().forEach(this::close);
        open.clear();
        defaultName = null;
    }

    private void close(@Nullable OpenExport export) {
        if (export != null) {
            export.disk().close();
        }
    }
}
