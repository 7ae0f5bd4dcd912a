package org.nbdscript.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Strings as the protocol has them (section "Conventions"): UTF-8, without NUL, at most {@value #MAX_LENGTH} bytes, not
 * terminated. Export names, descriptions, queries and error texts are such strings.
 */
public final class NbdString {
    /** The most bytes that a string may have. */
    public static final int MAX_LENGTH = 4096;

    private NbdString() {}

    /**
     * Takes {@code length} bytes from the buffer's position on and decodes them.
     *
     * @param what what the string is, for the error's text, such as "export name"
     * @param length unsigned 32-bit length in bytes as it was sent, widened to a long
     * @throws ProtocolException if the string is too long, runs past the buffer's limit, is not UTF-8 or has a NUL; the
     *     consequence is "refuse"
     */
    public static String decode(ByteBuffer from, long length, String what) throws ProtocolException {
        if (length > MAX_LENGTH) {
            throw ProtocolException.refuse(
                    what + " has " + length + " bytes, but the protocol allows at most " + MAX_LENGTH);
        }
        if (length > from.remaining()) {
            throw ProtocolException.refuse(
                    what + " is said to have " + length + " bytes, but only " + from.remaining() + " are left");
        }
        ByteBuffer bytes = from.slice(from.position(), (int) length);
        from.position(from.position() + (int) length);
        return decodeAll(bytes, what);
    }

    private static String decodeAll(ByteBuffer bytes, String what) throws ProtocolException {
        String string;
        try {
            string = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw ProtocolException.refuse(what + " is not valid UTF-8");
        }
        if (string.indexOf('\0') >= 0) {
            throw ProtocolException.refuse(what + " contains a NUL character");
        }
        return string;
    }

    /**
     * The bytes of a string that must go out unchanged, such as an export name.
     *
     * @throws IllegalArgumentException if the protocol cannot carry the string: it has more than {@value #MAX_LENGTH}
     *     bytes, a NUL or a lone surrogate
     */
    public static byte[] encode(String string) {
        if (string.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a string on the wire must not contain NUL");
        }
        ByteBuffer encoded;
        try {
            encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(string));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a string on the wire must be valid Unicode", e);
        }
        if (encoded.remaining() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a string on the wire has at most " + MAX_LENGTH + " bytes, not " + encoded.remaining());
        }
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    /**
     * The bytes of a text for people, such as an error message: never fails. NUL becomes a blank, a lone surrogate
     * {@code ?}, and a text that is too long loses its end, whole characters at a time.
     */
    public static byte[] encodeText(String text) {
        byte[] bytes = text.replace('\0', ' ').getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_LENGTH) {
            return bytes;
        }
        int end = MAX_LENGTH;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
