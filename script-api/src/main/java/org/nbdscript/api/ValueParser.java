package org.nbdscript.api;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the texts of sizes, durations, probabilities, booleans and numbers, in nbdkit's syntax. Each method throws an
 * IllegalArgumentException that says what was expected and what came.
 */
public final class ValueParser {
    private static final Pattern NUMBER = Pattern.compile("\\+?(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)");
    private static final Pattern DURATION =
            Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(s|ms|us|\u03bcs|\u00b5s|ns)?");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]+\\.?[0-9]*([eE][-+]?[0-9]{1,3})?|\\.[0-9]+");
    private static final String SUFFIXES = "kmgtpe";
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private ValueParser() {}

    /**
     * A size in bytes, 0 to 2^63-1: a number, then a suffix in any case: b (1), s (512), k, m, g, t, p or e (powers of
     * 1024). An underscore before the suffix keeps it apart from a hexadecimal digit.
     */
    public static long size(String text) {
        String digits = text.strip();
        BigInteger unit = BigInteger.ONE;
        boolean hexadecimal = digits.regionMatches(true, 0, "0x", 0, 2);
        if (!digits.isEmpty()) {
            char last = Character.toLowerCase(digits.charAt(digits.length() - 1));
            boolean underscore = digits.length() > 1 && digits.charAt(digits.length() - 2) == '_';
            boolean isSuffix = SUFFIXES.indexOf(last) >= 0 || last == 'b' || last == 's';
            if (isSuffix && (underscore || !hexadecimal || Character.digit(last, 16) < 0)) {
                unit = unitOf(last);
                digits = digits.substring(0, digits.length() - (underscore ? 2 : 1));
            }
        }
        Matcher matcher = NUMBER.matcher(digits);
        BigInteger size = matcher.matches() ? numberOrNull(matcher.group(1)) : null;
        if (size == null || !text.equals(text.stripTrailing())) {
            throw expected(ParameterType.SIZE.expected(), text);
        }
        size = size.multiply(unit);
        if (size.compareTo(MAX_LONG) > 0) {
            throw expected("a size of at most 2^63-1 bytes", text);
        }
        return size.longValueExact();
    }

    private static BigInteger unitOf(char suffix) {
        int power = SUFFIXES.indexOf(suffix);
        if (power >= 0) {
            return BigInteger.ONE.shiftLeft(10 * (power + 1));
        }
        return suffix == 's' ? BigInteger.valueOf(512) : BigInteger.ONE;
    }

    /** A time that is not negative: a number with or without a fraction, then s (if nothing is said), ms, us or ns. */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw expected(ParameterType.DURATION.expected(), text);
        }
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        int scale = switch (unit) {
            case "s" -> 9;
            case "ms" -> 6;
            case "ns" -> 0;
            default -> 3;
        };
        BigInteger nanos =
                new BigDecimal(matcher.group(1)).movePointRight(scale).toBigInteger();
        if (nanos.compareTo(MAX_LONG) > 0) {
            throw expected("a duration of at most 292 years", text);
        }
        return Duration.ofNanos(nanos.longValueExact());
    }

    /** A probability: a decimal fraction, a percentage, or a ratio N:D or N/D. The result may exceed 1; 0/0 is 0. */
    public static double probability(String text) {
        int separator = Math.max(text.indexOf(':'), text.indexOf('/'));
        if (separator >= 0) {
            double numerator = decimal(text.substring(0, separator), text);
            double denominator = decimal(text.substring(separator + 1), text);
            if (denominator == 0 && numerator != 0) {
                throw expected("a denominator other than 0", text);
            }
            return denominator == 0 ? 0 : numerator / denominator;
        }
        if (text.endsWith("%")) {
            return decimal(text.substring(0, text.length() - 1), text) / 100;
        }
        return decimal(text, text);
    }

    private static double decimal(String part, String text) {
        if (!DECIMAL.matcher(part).matches() || !Double.isFinite(Double.parseDouble(part))) {
            throw expected(ParameterType.PROBABILITY.expected(), text);
        }
        return Double.parseDouble(part);
    }

    /** A truth value: 1, true, t, yes, y, on or 0, false, f, no, n, off, in any case. */
    public static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "1", "true", "t", "yes", "y", "on" -> true;
            case "0", "false", "f", "no", "n", "off" -> false;
            default -> throw expected(ParameterType.BOOL.expected(), text);
        };
    }

    /** A whole number of 64 bits with a sign: decimal, 0x hexadecimal, 0b binary or 0 octal. */
    public static long integer(String text) {
        boolean negative = text.startsWith("-");
        Matcher matcher = NUMBER.matcher(negative ? text.substring(1) : text);
        BigInteger value = matcher.matches() ? numberOrNull(matcher.group(1)) : null;
        if (value == null || (negative && text.startsWith("-+"))) {
            throw expected(ParameterType.INT.expected(), text);
        }
        value = negative ? value.negate() : value;
        if (value.bitLength() > 63) {
            throw expected("a whole number of 64 bits", text);
        }
        return value.longValueExact();
    }

    private static @Nullable BigInteger numberOrNull(String digits) {
        String lower = digits.toLowerCase(Locale.ROOT);
        if (lower.startsWith("0x")) {
            return new BigInteger(lower.substring(2), 16);
        }
        if (lower.startsWith("0b")) {
            return new BigInteger(lower.substring(2), 2);
        }
        if (lower.length() > 1 && lower.startsWith("0")) {
            return lower.matches("[0-7]+") ? new BigInteger(lower, 8) : null;
        }
        return new BigInteger(lower);
    }

    private static IllegalArgumentException expected(String expected, String text) {
        return new IllegalArgumentException("expected " + expected + ", got '" + text + "'");
    }
}
