package org.nbdscript.client;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.protocol.handshake.BlockSizes;
import org.nbdscript.protocol.transmission.ReplyFormat;

/**
 * What a server has told of an export, and what was agreed on.
 *
 * @param size in bytes, unsigned
 * @param flags what the export can do
 * @param blockSizes what requests should be like; {@link BlockSizes#DEFAULT} if the server has not said
 * @param description a text for people; null if there is none
 * @param format the most that replies can be: simple ones, chunks, or extended chunks
 * @param contexts the names of the selected metadata contexts, by the numbers that the server gave them
 */
public record ServedExport(
        long size,
        TransmissionFlags flags,
        BlockSizes blockSizes,
        @Nullable String description,
        ReplyFormat format,
        Map<Integer, String> contexts) {

    /** Copies the map. */
    public ServedExport {
        contexts = Map.copyOf(contexts);
    }

    /** The names of the selected metadata contexts, sorted. */
    public List<String> contextNames() {
        return contexts.values().stream().sorted().toList();
    }

    /** Whether requests and replies have extended headers: effects of 64 bits in one request. */
    public boolean hasExtendedHeaders() {
        return format == ReplyFormat.EXTENDED;
    }

    /** Whether a metadata context is selected. */
    public boolean hasContext(String name) {
        return contexts.containsValue(name);
    }
}
