package org.nbdscript.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ValueParser;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.server.GivenConnection;
import org.nbdscript.server.PresetTransmission;

/**
 * Reads the value of {@code --transmission}: {@code KEY=VALUE} pairs with commas between them.
 *
 * <pre>
 * fd=3,size=1G,flags=flush+fua+trim,export=disk,structured=on
 * </pre>
 */
final class TransmissionSyntax {
    private static final List<String> KEYS = List.of("fd", "size", "flags", "export", "structured");

    /** The specification's names of the flags, without the SEND_ that most have. */
    private static final Map<String, Integer> FLAGS = flags();

    private static final int MOST_FLAGS = 0xffff;

    private TransmissionSyntax() {}

    private static Map<String, Integer> flags() {
        Map<String, Integer> flags = new LinkedHashMap<>();
        flags.put("read_only", TransmissionFlags.READ_ONLY);
        flags.put("flush", TransmissionFlags.SEND_FLUSH);
        flags.put("fua", TransmissionFlags.SEND_FUA);
        flags.put("rotational", TransmissionFlags.ROTATIONAL);
        flags.put("trim", TransmissionFlags.SEND_TRIM);
        flags.put("write_zeroes", TransmissionFlags.SEND_WRITE_ZEROES);
        flags.put("df", TransmissionFlags.SEND_DF);
        flags.put("multi_conn", TransmissionFlags.CAN_MULTI_CONN);
        flags.put("cache", TransmissionFlags.SEND_CACHE);
        flags.put("fast_zero", TransmissionFlags.SEND_FAST_ZERO);
        return flags;
    }

    /** Reads a value. */
    static GivenConnection parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (equals < 0 || !KEYS.contains(key) || values.put(key, pair.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("expected " + String.join("=, ", KEYS)
                        + "=, each once and with commas between them, got '" + pair + "'");
            }
        }
        String descriptor = values.get("fd");
        if (descriptor == null) {
            throw new IllegalArgumentException("expected fd=N with the client's descriptor, got '" + text + "'");
        }
        int fd = ListenSyntax.descriptor(descriptor);
        return new GivenConnection(
                fd,
                fd,
                new PresetTransmission(
                        values.getOrDefault("export", ""),
                        size(values.get("size")),
                        flags(values.get("flags")),
                        ValueParser.bool(values.getOrDefault("structured", "off"))));
    }

    private static @Nullable Long size(@Nullable String text) {
        return text == null ? null : ValueParser.size(text);
    }

    private static @Nullable TransmissionFlags flags(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.matches("[0-9].*")) {
            long bits = ValueParser.integer(text);
            if (bits > MOST_FLAGS) {
                throw new IllegalArgumentException("expected flags of 16 bits, got '" + text + "'");
            }
            return new TransmissionFlags((int) bits).with(TransmissionFlags.HAS_FLAGS);
        }
        TransmissionFlags flags = TransmissionFlags.NONE;
        for (String name : text.isEmpty() ? new String[0] : text.split("\\+", -1)) {
            Integer bit = FLAGS.get(name);
            if (bit == null) {
                throw new IllegalArgumentException("expected flags as a number, or with + between them "
                        + String.join(", ", FLAGS.keySet()) + ", got '" + name + "'");
            }
            flags = flags.with(bit);
        }
        return flags;
    }
}
