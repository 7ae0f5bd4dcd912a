package org.nbdscript.plugins;

import java.nio.ByteBuffer;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.posix.Cachestat;
import org.nbdscript.posix.Preadv2;

/** Answers reads of a file that take no waiting, since all of their bytes are in the page cache. For one at a time. */
final class CachedRead {
    /** In bytes: there is no sense in asking whether the pages of less can be sent without a copy. */
    private static final int PAGES_FROM = 1 << 17;

    private final int descriptor;
    private final Cachestat cachestat;
    private final Preadv2 preadv2;
    private boolean isSupported = true;

    CachedRead(int descriptor) {
        this.descriptor = descriptor;
        this.cachestat = new Cachestat(descriptor);
        this.preadv2 = new Preadv2(descriptor);
    }

    /** Whether a read was answered. */
    boolean answer(ReadRequest request) {
        return answerByPages(request) || answerByCopy(request);
    }

    private boolean answerByPages(ReadRequest request) {
        return request.length() >= PAGES_FROM
                && cachestat.hasAll(request.offset(), request.length())
                && request.pages(descriptor, request.offset());
    }

    private boolean answerByCopy(ReadRequest request) {
        ByteBuffer target = request.bufferToFill();
        if (!target.isDirect()) {
            return false;
        }
        int count = preadv2.read(target, request.length(), request.offset());
        if (count == Preadv2.NOTHING && preadv2.isUnsupported()) {
            isSupported = false;
        }
        return count == request.length();
    }

    /** Whether the system can tell what takes no waiting. */
    boolean isSupported() {
        return isSupported;
    }
}
