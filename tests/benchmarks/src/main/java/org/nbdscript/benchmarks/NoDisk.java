package org.nbdscript.benchmarks;

import org.nbdscript.api.Disk;
import org.nbdscript.api.ReadRequest;

/** What is there before a benchmark has opened its disk. */
final class NoDisk implements Disk {
    @Override
    public long size() {
        return 0;
    }

    @Override
    public void read(ReadRequest request) {
        throw new IllegalStateException("the disk is not open yet");
    }
}
