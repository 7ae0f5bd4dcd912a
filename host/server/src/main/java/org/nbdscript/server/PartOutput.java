package org.nbdscript.server;

import java.io.IOException;

/** Sends what is in a batch of a reply that is not complete yet. */
@FunctionalInterface
interface PartOutput {
    /** Does so; the batch keeps its buffers. */
    void write(ReplyBatch batch) throws IOException;
}
