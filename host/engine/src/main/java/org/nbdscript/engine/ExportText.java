package org.nbdscript.engine;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;

/** The rules for names and descriptions of exports (section "Values" of the specification, on strings). */
final class ExportText {
    private static final int MOST_BYTES = 4096;
    private static final int MOST_EXPORTS = 10_000;

    private ExportText() {}

    /**
     * Checks a text that a layer's callback returned; null is none.
     *
     * @param what what the text is, for the message
     * @throws org.nbdscript.api.NbdException EIO if the protocol cannot carry it
     */
    static void check(LayerName layer, Callback callback, String what, @Nullable String text) {
        if (text == null) {
            return;
        }
        // The encoder of String puts a question mark for half a surrogate pair, and says nothing.
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw layer.breach(
                    Errno.EIO, callback, "returned " + what + " that is no text: it has a NUL or half a character");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw layer.breach(
                    Errno.EIO,
                    callback,
                    "returned " + what + " of " + bytes + " bytes of UTF-8, expected at most " + MOST_BYTES);
        }
    }

    /**
     * Checks a list of exports.
     *
     * @throws org.nbdscript.api.NbdException EIO if it is too long, has a name twice, or a text that cannot be
     */
    static List<Export> check(LayerName layer, List<Export> exports) {
        if (exports.size() > MOST_EXPORTS) {
            throw layer.breach(
                    Errno.EIO,
                    Callback.LIST_EXPORTS,
                    "returned " + exports.size() + " exports, expected at most " + MOST_EXPORTS);
        }
        Set<String> names = HashSet.newHashSet(exports.size());
        for (Export export : exports) {
            check(layer, Callback.LIST_EXPORTS, "a name", export.name());
            check(layer, Callback.LIST_EXPORTS, "a description", export.description());
            if (!names.add(export.name())) {
                throw layer.breach(Errno.EIO, Callback.LIST_EXPORTS, "returned the name '" + export.name() + "' twice");
            }
        }
        return exports;
    }
}
