package org.nbdscript.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding of UTF-8 after RFC 3986, which unlike that of HTML forms knows no {@code +} for a blank. */
final class PercentEncoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /** Encodes all but RFC 3986's unreserved characters and the slash. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain((char) (b & 0xff))) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~/".indexOf(c) >= 0;
    }

    /**
     * Decodes; what is not encoded stands for itself.
     *
     * @throws IllegalArgumentException if a percent sign is not followed by two hexadecimal digits, or the bytes are
     *     not UTF-8
     */
    static String decode(String encoded) {
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                decoded.write(hexByte(bytes, i + 1, encoded));
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("'" + encoded + "' does not encode valid UTF-8", e);
        }
    }

    private static int hexByte(byte[] bytes, int at, String encoded) {
        if (at + 1 >= bytes.length || !HexFormat.isHexDigit(bytes[at]) || !HexFormat.isHexDigit(bytes[at + 1])) {
            throw new IllegalArgumentException(
                    "'%' is followed by two hexadecimal digits, but not in '" + encoded + "'");
        }
        return HexFormat.fromHexDigit(bytes[at]) << 4 | HexFormat.fromHexDigit(bytes[at + 1]);
    }
}
