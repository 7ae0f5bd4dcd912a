package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Export;
import org.nbdscript.api.Layer;
import org.nbdscript.api.Support;
import org.nbdscript.api.spi.ScriptLayer;
import org.nbdscript.protocol.NbdUri;

/** What a person at a terminal is told when the server is ready: what is served, where, and how to use it. */
final class StartMessage {
    private static final int WIDTH = 100;
    private static final int SHOWN_EXPORTS = 5;

    private StartMessage() {}

    /** The text, in lines. */
    static String text(StackStart start, ExportProbe probe, ServedUris uris) {
        TextTable facts = new TextTable(WIDTH);
        if (start.plugin() instanceof ScriptLayer script) {
            facts.row("script", script.file() + " (" + script.language().name() + ")");
        } else {
            facts.row("plugin", start.plugin().name());
        }
        if (!start.filters().isEmpty()) {
            facts.row("filters", start.filters().stream().map(Layer::name).collect(Collectors.joining(", ")));
        }
        exports(facts, probe);
        ServedUris shown = withExport(uris, probe);
        shown.all().forEach(uri -> facts.row("URI", uri.toString()));
        return facts + "\n" + clients(shown) + "\nCtrl-C ends it.";
    }

    /** Where there is no default export, the commands work with one that there is. */
    private static ServedUris withExport(ServedUris uris, ExportProbe probe) {
        boolean isNameless = probe.opened() == null && !probe.exports().isEmpty();
        return isNameless
                ? new ServedUris(uris.addresses(), probe.exports().getFirst().name(), uris.tls())
                : uris;
    }

    private static void exports(TextTable facts, ExportProbe probe) {
        if (probe.exports().size() > 1
                || (probe.opened() == null && !probe.exports().isEmpty())) {
            facts.row("exports", names(probe.exports()));
        }
        String problem = probe.problem();
        if (problem != null) {
            facts.row("export", problem);
        } else if (probe.opened() != null) {
            String name = probe.opened().isEmpty() ? "the default export" : probe.opened();
            facts.row("export", name + ", " + size(probe.size()));
            facts.row("can", capabilities(probe.capabilities()));
        }
    }

    private static String names(List<Export> exports) {
        String names = exports.stream()
                .limit(SHOWN_EXPORTS)
                .map(export -> export.name().isEmpty() ? "\"\"" : export.name())
                .collect(Collectors.joining(", "));
        return exports.size() <= SHOWN_EXPORTS ? names : names + " and " + (exports.size() - SHOWN_EXPORTS) + " more";
    }

    private static String size(long bytes) {
        String exact = SizeText.exact(bytes);
        String number = String.format(Locale.ROOT, "%,d bytes", bytes);
        return exact.equals(Long.toString(bytes)) ? number : exact + " (" + number + ")";
    }

    private static String capabilities(Capabilities can) {
        List<String> words = new ArrayList<>();
        words.add("read");
        addIf(can.canWrite(), "write", words);
        addIf(can.canFlush(), "flush", words);
        addIf(can.canWrite() && can.fua() != Support.NONE, "fua", words);
        addIf(can.canWrite() && can.canTrim(), "trim", words);
        addIf(can.canWrite() && can.zero() != Support.NONE, "zero", words);
        addIf(can.canExtents(), "extents", words);
        addIf(can.cache() != Support.NONE, "cache", words);
        addIf(can.canMultiConn(), "multi-conn", words);
        return String.join(", ", words);
    }

    private static void addIf(boolean condition, String word, List<String> words) {
        if (condition) {
            words.add(word);
        }
    }

    private static String clients(ServedUris uris) {
        NbdUri first = uris.first();
        String uri = ShellQuote.quote(first.toString());
        if (first.tls()) {
            // The others need credentials in forms of their own.
            return """
                      nbdinfo %1$s
                      nbdcopy %1$s copy.img
                      nbdsh -u %1$s
                    """.formatted(uri);
        }
        return """
                  nbdinfo %1$s
                  nbdcopy %1$s copy.img
                  qemu-img info %1$s
                  nbdsh -u %1$s
                %2$s""".formatted(uri, kernelClient(first));
    }

    /** The line for the kernel's client, which knows no vsock. */
    private static String kernelClient(NbdUri uri) {
        String where = switch (uri.endpoint()) {
            case NbdUri.Unix(String socket) -> "-unix " + ShellQuote.quote(socket);
            case NbdUri.Tcp(String host, int port) -> host + " " + port;
            case NbdUri.Vsock _ -> "";
        };
        String export = uri.export().isEmpty() ? "" : " -N " + ShellQuote.quote(uri.export());
        return where.isEmpty() ? "" : "  sudo nbd-client " + where + " /dev/nbd0" + export + "\n";
    }
}
