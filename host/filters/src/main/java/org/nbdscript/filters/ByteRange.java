package org.nbdscript.filters;

/**
 * Some bytes of a disk.
 *
 * @param first the first one
 * @param last the last one, which belongs to it
 */
record ByteRange(long first, long last) {
    /** What {@link #parse} takes, for messages. */
    static final String SYNTAX = "START-END, the last byte included, such as 0-511 or 0x200-";

    /**
     * Parses START-END in decimal, octal or hexadecimal; without START it begins with the disk, without END it goes to
     * the end.
     *
     * @throws IllegalArgumentException with what was expected
     */
    static ByteRange parse(String text) {
        int dash = text.indexOf('-');
        try {
            if (dash >= 0) {
                String start = text.substring(0, dash).strip();
                String end = text.substring(dash + 1).strip();
                ByteRange range = new ByteRange(
                        start.isEmpty() ? 0 : Long.decode(start), end.isEmpty() ? Long.MAX_VALUE : Long.decode(end));
                if (range.first >= 0 && range.first <= range.last) {
                    return range;
                }
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("expected " + SYNTAX + ", got '" + text + "'");
    }

    /** Whether some byte is in both. */
    boolean overlaps(long offset, long length) {
        return offset <= last && offset + length - 1 >= first;
    }
}
