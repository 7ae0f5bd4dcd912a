package org.nbdscript.cli;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.engine.DiskStack;

/**
 * What the start message tells of the exports.
 *
 * <p>Size and capabilities are known only from an open export, so one is opened, and closed at once, as any client does
 * that asks about an export before it uses it. That runs code of a script, hence only for the message that a person at
 * a terminal sees, and only for a short time.
 *
 * @param exports those that a client is told of
 * @param opened the export that was opened; null if there is none to open
 * @param size its size in bytes
 * @param capabilities what it can do
 * @param problem why nothing is known of it; null if all is
 */
record ExportProbe(
        List<Export> exports,
        @Nullable String opened,
        long size,
        Capabilities capabilities,
        @Nullable String problem) {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Opens an export. A failure is logged by the stack and told in the result. */
    static ExportProbe probe(DiskStack stack, SocketAddress address, Options options) {
        FutureTask<ExportProbe> task = new FutureTask<>(() -> open(stack, address, options));
        Thread thread = Thread.ofPlatform().daemon().name("start-message").start(task);
        try {
            return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            String text = e.getCause() instanceof NbdException failure ? failure.text() : String.valueOf(e.getCause());
            return unknown("cannot be opened: " + text);
        } catch (TimeoutException e) {
            thread.interrupt();
            return unknown("not known, since open has not returned within " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown("not known");
        }
    }

    private static ExportProbe unknown(String problem) {
        return new ExportProbe(List.of(), null, 0, Capabilities.READ_ONLY, problem);
    }

    private static ExportProbe open(DiskStack stack, SocketAddress address, Options options) {
        ProbeContext context = new ProbeContext(address, options.readOnly(), options.exportName());
        List<Export> exports = stack.listExports(context);
        String name = options.exportName().isEmpty() ? stack.defaultExport(context) : options.exportName();
        if (name == null) {
            return new ExportProbe(exports, null, 0, Capabilities.READ_ONLY, null);
        }
        try (Disk disk = stack.open(new ProbeContext(address, options.readOnly(), name))) {
            Capabilities can = disk.capabilities();
            return new ExportProbe(
                    exports,
                    name,
                    disk.size(),
                    options.readOnly() ? can.toBuilder().canWrite(false).build() : can,
                    null);
        }
    }
}
