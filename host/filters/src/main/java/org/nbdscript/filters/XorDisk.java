package org.nbdscript.filters;

import java.nio.ByteBuffer;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

/** A disk whose bytes are combined with a key. What reads as zeroes below does not here, nor the other way round. */
final class XorDisk extends ForwardingDisk {
    private final byte[] key;
    private final Capabilities capabilities;

    XorDisk(Disk next, byte[] key) {
        super(next);
        this.key = key;
        Capabilities below = super.capabilities();
        this.capabilities = below.toBuilder()
                .canExtents(false)
                .zero(below.canWrite() ? Support.EMULATE : Support.NONE)
                .canFastZero(false)
                .build();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public void read(ReadRequest request) {
        ByteBuffer bytes = DenseRead.answer(next, request);
        combine(bytes, bytes, request.offset());
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        ByteBuffer combined = ByteBuffer.allocate(data.remaining());
        combine(data.slice(), combined, offset);
        next.write(combined, offset, flags);
    }

    private void combine(ByteBuffer from, ByteBuffer into, long offset) {
        int at = (int) (offset % key.length);
        for (int i = 0; i < from.limit(); i++) {
            into.put(i, (byte) (from.get(i) ^ key[at]));
            at = at + 1 == key.length ? 0 : at + 1;
        }
    }
}
