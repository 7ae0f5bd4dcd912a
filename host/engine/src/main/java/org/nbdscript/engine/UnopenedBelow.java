package org.nbdscript.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.ThreadModel;

/**
 * What lies below a filter, as a layer declares it that is not to be opened yet: disks of which the block sizes are
 * known and nothing else. Whoever asks for more gets a failure, and what comes of that counts for nothing.
 */
final class UnopenedBelow implements Next {
    private final BlockSize blockSize;
    private final ThreadModel threadModel;
    private boolean isAskedMore;

    UnopenedBelow(BlockSize blockSize, ThreadModel threadModel) {
        this.blockSize = blockSize;
        this.threadModel = threadModel;
    }

    /** Whether something was asked that is not known. */
    boolean isAskedMore() {
        return isAskedMore;
    }

    private NbdException unknown() {
        isAskedMore = true;
        return new NbdException(Errno.ENOTSUP, "what lies below is not open yet");
    }

    @Override
    public Disk open(OpenContext context) {
        return new UnopenedDisk();
    }

    @Override
    public Disk openInBackground(String exportName, boolean isReadOnly) {
        return new UnopenedDisk();
    }

    @Override
    public ThreadModel threadModel() {
        return threadModel;
    }

    @Override
    public void preconnect(ConnectionContext context) {
        throw unknown();
    }

    @Override
    public List<Export> listExports(ConnectionContext context) {
        throw unknown();
    }

    @Override
    public @Nullable String defaultExport(ConnectionContext context) {
        throw unknown();
    }

    @Override
    public boolean requiresTls(String exportName, ConnectionContext context) {
        throw unknown();
    }

    /** Its capabilities are those of any disk that is opened read-only. */
    private final class UnopenedDisk implements Disk {
        @Override
        public BlockSize blockSize() {
            return blockSize;
        }

        @Override
        public long size() {
            throw unknown();
        }

        @Override
        public void read(ReadRequest request) {
            throw unknown();
        }
    }
}
