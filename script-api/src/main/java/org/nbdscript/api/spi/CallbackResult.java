package org.nbdscript.api.spi;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Export;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.StatusSink;
import org.nbdscript.api.Support;
import org.nbdscript.api.ThreadModel;

/**
 * Makes of a callback's normalized result what the host needs. Each method throws an IllegalArgumentException that says
 * what came and what was expected.
 */
final class CallbackResult {
    private CallbackResult() {}

    static long size(@Nullable Object value) {
        if (value instanceof Long size && size >= 0) {
            return size;
        }
        // Scripts compute sizes in floating point where their language has nothing else.
        if (value instanceof Double size && size >= 0 && size == Math.rint(size) && size < 0x1p63) {
            return size.longValue();
        }
        throw wrong(value, "a size in bytes, 0 to 2^63-1");
    }

    /** Truth as Python, JavaScript and Groovy have it. */
    static boolean bool(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean truth -> truth;
            case Long number -> number != 0;
            case BigInteger number -> number.signum() != 0;
            case Double number -> number != 0 && !number.isNaN();
            default -> throw wrong(value, "true or false");
        };
    }

    static Support support(@Nullable Object value) {
        Support support = switch (value) {
            case Boolean truth -> truth ? Support.NATIVE : Support.NONE;
            case Long number when number == 0 -> Support.NONE;
            case Long number when number == 1 -> Support.EMULATE;
            case Long number when number == 2 -> Support.NATIVE;
            case String name -> Support.byName(name);
            case null, default -> null;
        };
        if (support == null) {
            throw wrong(value, "'none', 'emulate' or 'native'");
        }
        return support;
    }

    /**
     * nbdkit numbers its four models; the fifth, serialize_retirement, has a name only.
     *
     * @param verb how the script says it, for messages: returned, or is
     */
    static ThreadModel threadModel(@Nullable Object value, String verb) {
        ThreadModel model = switch (value) {
            case Long number when number == 0 -> ThreadModel.SERIALIZE_CONNECTIONS;
            case Long number when number == 1 -> ThreadModel.SERIALIZE_ALL_REQUESTS;
            case Long number when number == 2 -> ThreadModel.SERIALIZE_REQUESTS;
            case Long number when number == 3 -> ThreadModel.PARALLEL;
            case String name -> ThreadModel.byName(name);
            case null, default -> null;
        };
        if (model == null) {
            throw new IllegalArgumentException(verb + " " + Values.describe(value)
                    + ", expected 'serialize_connections', 'serialize_all_requests', 'serialize_requests',"
                    + " 'serialize_retirement' or 'parallel'");
        }
        return model;
    }

    static @Nullable String text(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrong(value, "a string or nothing");
    }

    static @Nullable BlockSize blockSize(@Nullable Object value) {
        return BlockSizes.of(value, "returned");
    }

    static List<Export> exports(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            throw wrong(value, "a list of names, or of pairs of a name and a description");
        }
        List<Export> exports = new ArrayList<>();
        for (Object element : list) {
            exports.add(export(element));
        }
        return exports;
    }

    private static Export export(@Nullable Object element) {
        List<?> pair = element instanceof Map<?, ?> map ? pick(map, "name", "description") : List.of();
        pair = element instanceof List<?> list ? list : pair;
        if (element instanceof String name) {
            return new Export(name);
        }
        if (pair.isEmpty() || pair.size() > 2 || !(pair.getFirst() instanceof String name)) {
            throw wrong(element, "an export's name, or a pair of its name and description");
        }
        return new Export(name, pair.size() == 2 ? text(pair.get(1)) : null);
    }

    static void extents(@Nullable Object value, ExtentSink extents) {
        if (!(value instanceof List<?> list)) {
            throw wrong(value, "a list of extents, each an offset, a length and a type");
        }
        for (Object element : list) {
            List<?> extent = element instanceof Map<?, ?> map ? pick(map, "offset", "length", "type") : List.of();
            extent = element instanceof List<?> triple ? triple : extent;
            if (extent.size() < 2 || extent.size() > 3) {
                throw wrong(element, "an extent: an offset, a length and a type");
            }
            Object type = extent.size() == 3 ? extent.get(2) : null;
            if (!extents.add(size(extent.get(0)), size(extent.get(1)), extentType(type))) {
                return;
            }
        }
    }

    static List<MetaContext> metaContexts(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            throw wrong(value, "a list of names, or of pairs of a name and whether it has 64 bits");
        }
        List<MetaContext> contexts = new ArrayList<>();
        for (Object element : list) {
            contexts.add(metaContext(element));
        }
        return contexts;
    }

    private static MetaContext metaContext(@Nullable Object element) {
        List<?> pair = element instanceof Map<?, ?> map
                ? pick(map, "name", map.containsKey("is_64bit") ? "is_64bit" : "is64Bit")
                : List.of();
        pair = element instanceof List<?> list ? list : pair;
        if (element instanceof String name) {
            return new MetaContext(name);
        }
        if (pair.isEmpty() || pair.size() > 2 || !(pair.getFirst() instanceof String name)) {
            throw wrong(element, "a context's name, or a pair of its name and whether it has 64 bits");
        }
        return new MetaContext(name, pair.size() == 2 && bool(pair.get(1)));
    }

    static void statuses(@Nullable Object value, StatusSink statuses) {
        if (!(value instanceof List<?> list)) {
            throw wrong(value, "a list of extents, each an offset, a length and a status");
        }
        for (Object element : list) {
            List<?> extent = element instanceof Map<?, ?> map ? pick(map, "offset", "length", "status") : List.of();
            extent = element instanceof List<?> triple ? triple : extent;
            if (extent.size() != 3) {
                throw wrong(element, "an extent: an offset, a length and a status");
            }
            if (!statuses.add(size(extent.get(0)), size(extent.get(1)), status(extent.get(2)))) {
                return;
            }
        }
    }

    private static long status(@Nullable Object value) {
        if (value instanceof BigInteger number && number.signum() >= 0 && number.bitLength() <= Long.SIZE) {
            return number.longValue();
        }
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        if (value instanceof Long number && number < 0) {
            throw wrong(value, "a status, 0 to 2^64-1");
        }
        return size(value);
    }

    private static ExtentType extentType(@Nullable Object value) {
        return switch (value) {
            case null -> ExtentType.DATA;
            case Long bits when bits >= 0 && bits <= 3 -> ExtentType.ofBits(bits.intValue());
            case String text ->
                switch (text.replace(" ", "")) {
                    case "data", "" -> ExtentType.DATA;
                    case "hole" -> ExtentType.HOLE;
                    case "zero" -> ExtentType.ZERO;
                    case "hole,zero", "zero,hole" -> ExtentType.HOLE_ZERO;
                    default -> throw wrong(value, "'data', 'hole', 'zero' or 'hole,zero'");
                };
            default -> throw wrong(value, "'data', 'hole', 'zero' or 'hole,zero', or 0 to 3");
        };
    }

    /** Answers a read with what pread returned: bytes, or a list of parts. */
    static void read(Object value, ReadRequest request) {
        switch (value) {
            case ByteBuffer bytes -> {
                if (bytes.remaining() != request.length()) {
                    throw wrong(value, request.length() + " bytes");
                }
                request.data(request.offset(), bytes);
            }
            case List<?> parts -> parts.forEach(part -> readPart(part, request));
            default -> throw wrong(value, "nothing (the buffer is filled), bytes, or a list of parts");
        }
    }

    private static void readPart(@Nullable Object value, ReadRequest request) {
        List<?> part = value instanceof List<?> list ? list : List.of();
        if (value instanceof Map<?, ?> map) {
            part = pick(map, "offset", map.containsKey("data") ? "data" : "length");
        }
        if (part.size() != 2) {
            throw wrong(value, "a part: an offset and bytes, or an offset and the length of a hole");
        }
        long offset = size(part.get(0));
        if (part.get(1) instanceof ByteBuffer bytes) {
            request.data(offset, bytes);
        } else {
            request.hole(offset, Math.toIntExact(size(part.get(1))));
        }
    }

    private static List<@Nullable Object> pick(Map<?, ?> map, String... names) {
        List<@Nullable Object> values = new ArrayList<>();
        for (String name : names) {
            values.add(map.get(name));
        }
        return values;
    }

    private static IllegalArgumentException wrong(@Nullable Object value, String expected) {
        return new IllegalArgumentException("returned " + Values.describe(value) + ", expected " + expected);
    }
}
