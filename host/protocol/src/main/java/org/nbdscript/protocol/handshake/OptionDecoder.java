package org.nbdscript.protocol.handshake;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.NbdString;
import org.nbdscript.protocol.ProtocolException;

/**
 * The server's reader of options, fed with bytes as they arrive, in pieces of any size.
 *
 * <p>Data that is not needed, that of unknown options or of options that take none, is skipped without being stored;
 * what is stored grows with what has come. Data longer than {@code maxData} is skipped and answered by
 * {@link OptionRequest.Malformed} with ERR_TOO_BIG; more than {@code maxSkipped} closes. Not for use by several threads
 * at once.
 */
public final class OptionDecoder {
    /** Bytes of data that suffice for any INFO or GO and for a reasonable number of queries: 256 KiB. */
    public static final int DEFAULT_MAX_DATA = 1 << 18;

    /** Bytes of data that are skipped before the client is taken for an attacker: 16 MiB. */
    public static final long DEFAULT_MAX_SKIPPED = 1L << 24;

    private final int maxData;
    private final long maxSkipped;
    private final ArrivingData arriving = new ArrivingData();
    private @Nullable OptionHeader header;

    /** With the default limits. */
    public OptionDecoder() {
        this(DEFAULT_MAX_DATA, DEFAULT_MAX_SKIPPED);
    }

    /**
     * With limits.
     *
     * @param maxData the most bytes of data that are kept to be decoded
     * @param maxSkipped the most bytes of data that are taken at all
     */
    public OptionDecoder(int maxData, long maxSkipped) {
        this.maxData = maxData;
        this.maxSkipped = maxSkipped;
        arriving.await(OptionHeader.SIZE, true);
    }

    /**
     * Takes bytes from the buffer up to the end of an option, and nothing beyond it.
     *
     * @return the option, or null if it needs more bytes; the buffer is empty then
     * @throws ProtocolException (close) if the magic is wrong, the data too long even to be skipped, or the data of
     *     EXPORT_NAME wrong
     */
    public @Nullable OptionRequest decode(ByteBuffer from) throws ProtocolException {
        if (header == null && !takeHeader(from)) {
            return null;
        }
        OptionHeader current = header;
        if (current == null || !arriving.take(from)) {
            return null;
        }
        OptionRequest request = request(current);
        header = null;
        arriving.await(OptionHeader.SIZE, true);
        return request;
    }

    private boolean takeHeader(ByteBuffer from) throws ProtocolException {
        boolean whole = arriving.take(from);
        ByteBuffer came = arriving.buffer();
        if (came.remaining() >= Long.BYTES) {
            OptionHeader.requireMagic(came.getLong(came.position()));
        }
        if (whole) {
            OptionHeader decoded = OptionHeader.decode(came);
            requireBearable(decoded);
            arriving.await(decoded.length(), isKept(decoded));
            header = decoded;
        }
        return whole;
    }

    private void requireBearable(OptionHeader option) throws ProtocolException {
        boolean nameIsTooLong =
                option.option() == NbdOption.EXPORT_NAME.code() && option.length() > NbdString.MAX_LENGTH;
        if (nameIsTooLong || option.length() > Math.max(maxData, maxSkipped)) {
            throw ProtocolException.close("%s announces %d bytes of data, which is more than is taken"
                    .formatted(NbdOption.nameOf(option.option()), option.length()));
        }
    }

    private boolean isKept(OptionHeader option) {
        NbdOption known = NbdOption.byCode(option.option());
        return known != null && OptionRequestCodec.hasData(known) && option.length() <= maxData;
    }

    private OptionRequest request(OptionHeader option) throws ProtocolException {
        NbdOption known = NbdOption.byCode(option.option());
        if (known == null) {
            return new OptionRequest.Unknown(option.option());
        }
        if (isKept(option)) {
            return OptionRequestCodec.decode(option.option(), arriving.buffer());
        }
        if (!OptionRequestCodec.hasData(known)) {
            return OptionRequestCodec.withoutData(known, option.length());
        }
        return new OptionRequest.Malformed(
                option.option(),
                OptionReplyType.ERR_TOO_BIG,
                "%s has %d bytes of data, but at most %d are taken".formatted(known, option.length(), maxData));
    }

    /** How many bytes of memory the option in progress uses. */
    int storedBytes() {
        return arriving.capacity();
    }
}
