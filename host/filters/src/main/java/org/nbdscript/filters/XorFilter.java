package org.nbdscript.filters;

import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Hides the content from a casual look. */
public final class XorFilter implements Filter {
    private byte[] key = {};

    @Override
    public String name() {
        return "xor";
    }

    @Override
    public String description() {
        return "Combines all bytes of the disk with a repeated key by exclusive or. This hides them, but keeps nobody out.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("xor", ParameterType.BYTES)
                        .required()
                        .help("the key, which repeats from the start of the disk on")
                        .build(),
                Parameter.builder("xorlen", ParameterType.INT)
                        .range(1, 1 << 20)
                        .help("how many bytes the key has, to be sure that none got lost")
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        byte[] given = (byte[]) values.asMap().get("xor");
        if (given == null || given.length == 0) {
            throw new IllegalArgumentException("xor: expected a key of at least one byte, got none");
        }
        if (values.has("xorlen") && values.getLong("xorlen") != given.length) {
            throw new IllegalArgumentException(
                    "xor: the key has " + given.length + " bytes, but xorlen says " + values.getLong("xorlen"));
        }
        key = given;
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        return new XorDisk(next.open(context), key);
    }
}
