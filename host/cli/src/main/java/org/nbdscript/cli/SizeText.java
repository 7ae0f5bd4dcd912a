package org.nbdscript.cli;

/** Writes sizes for people, in the form in which parameters take them. */
final class SizeText {
    private static final String UNITS = "KMGTPE";
    private static final int UNIT_BITS = 10;

    private SizeText() {}

    /** A size in the largest unit of which it is a whole number: {@code 64M}, {@code 1025}. */
    static String exact(long bytes) {
        int unit = 0;
        long number = bytes;
        while (number != 0 && number % (1L << UNIT_BITS) == 0 && unit < UNITS.length()) {
            number >>= UNIT_BITS;
            unit++;
        }
        return unit == 0 ? Long.toString(number) : Long.toString(number) + UNITS.charAt(unit - 1);
    }
}
