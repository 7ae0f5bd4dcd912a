package org.nbdscript.filters;

import java.nio.ByteBuffer;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.filters.EvilFilter.Mode;

/** A disk that reads wrong. What is written is right. */
final class EvilDisk extends ForwardingDisk {
    private final Mode mode;
    private final WrongBits bits;

    EvilDisk(Disk next, Mode mode, WrongBits bits) {
        super(next);
        this.mode = mode;
        this.bits = bits;
    }

    @Override
    public void read(ReadRequest request) {
        ByteBuffer bytes = DenseRead.answer(next, request).slice();
        switch (mode) {
            case COSMIC_RAYS -> bits.flip(bytes);
            case STUCK_BITS -> bits.stick(bytes, request.offset());
            case STUCK_WIRES -> bits.stick(bytes, 0);
        }
    }
}
