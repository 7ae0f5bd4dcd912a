package org.nbdscript.server;

import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.protocol.TransmissionFlags;

/**
 * What a client was told of an export by a handshake that somebody else has made.
 *
 * @param export its name; empty for the default one
 * @param size in bytes; null for that of the export
 * @param flags what the export can do; null for all that it can
 * @param structuredReplies whether structured replies were negotiated
 */
public record PresetTransmission(
        String export, @Nullable Long size, @Nullable TransmissionFlags flags, boolean structuredReplies) {

    /** What can be promised whatever the disk is: a promise to write less, and a hint. */
    private static final int HARMLESS = TransmissionFlags.READ_ONLY | TransmissionFlags.ROTATIONAL;

    /**
     * The terms of an export, made those that the client knows.
     *
     * @throws NbdException EINVAL if the export cannot do what the client was told
     */
    ExportTerms applyTo(ExportTerms terms) {
        if (size != null && size > terms.size()) {
            throw new NbdException(
                    Errno.EINVAL, "the client was told a size of " + size + ", but the export has " + terms.size());
        }
        long most = size == null ? Long.MAX_VALUE : size;
        if (flags == null) {
            return terms.with(most, terms.flags());
        }
        int missing = flags.bits() & ~(terms.flags().bits() | HARMLESS);
        if (missing != 0 || (terms.flags().readOnly() && !flags.readOnly())) {
            throw new NbdException(
                    Errno.EINVAL,
                    "the client was told the transmission flags 0x" + Integer.toHexString(flags.bits())
                            + ", but the export has 0x"
                            + Integer.toHexString(terms.flags().bits()));
        }
        return terms.with(most, flags);
    }
}
