package org.nbdscript.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Hexadecimal in and out, so that tests show bytes as the specification does; blanks are free. */
public final class Bytes {
    private Bytes() {}

    public static ByteBuffer ofHex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
    }

    /** What an encoder writes, in hexadecimal without blanks. */
    public static String written(Consumer<ByteBuffer> encoder) {
        ByteBuffer into = ByteBuffer.allocate(1 << 16);
        encoder.accept(into);
        return HexFormat.of().formatHex(Arrays.copyOf(into.array(), into.position()));
    }

    /** What an encoder writes, ready to be read. */
    public static ByteBuffer buffer(Consumer<ByteBuffer> encoder) {
        return ofHex(written(encoder));
    }

    public static String hex(String spaced) {
        return spaced.replaceAll("\\s", "");
    }
}
