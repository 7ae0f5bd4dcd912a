package org.nbdscript.filters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Changes which exports clients see and get. */
public final class ExportnameFilter implements Filter {
    private static final String KEEP = "keep";
    private static final String FIXED = "fixed:";
    private static final String SCRIPT = "script:";

    private @Nullable String defaultExport;
    private String list = KEEP;
    private boolean isStrict;
    private List<String> names = List.of();
    private String descriptions = KEEP;

    @Override
    public String name() {
        return "exportname";
    }

    @Override
    public String description() {
        return "Changes which exports a client sees in the list, which ones it gets, and their descriptions.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("default-export", ParameterType.STRING)
                        .help("the export that a client gets who asks for none")
                        .build(),
                Parameter.builder("exportname-list", ParameterType.ENUM)
                        .choices(List.of(KEEP, "error", "empty", "defaultonly", "explicit"))
                        .defaultText(KEEP)
                        .help("what the list has: the plugin's exports, an error, nothing, the default export, or those"
                                + " of exportname")
                        .build(),
                Parameter.builder("exportname-strict", ParameterType.BOOL)
                        .defaultText("false")
                        .help("refuse all exports but those of exportname")
                        .build(),
                Parameter.builder("exportname", ParameterType.STRING)
                        .repeatable(true)
                        .help("an export")
                        .build(),
                Parameter.builder("exportdesc", ParameterType.STRING)
                        .defaultText(KEEP)
                        .help("descriptions: keep, none, fixed:TEXT, or script:COMMAND, which finds the variable name")
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        defaultExport = values.has("default-export")
                        && !values.getString("default-export").isEmpty()
                ? values.getString("default-export")
                : null;
        list = values.getString("exportname-list");
        isStrict = values.getBoolean("exportname-strict");
        names = values.getList("exportname").stream().map(String.class::cast).toList();
        descriptions = values.getString("exportdesc");
        boolean isKnown = descriptions.equals(KEEP)
                || descriptions.equals("none")
                || descriptions.startsWith(FIXED)
                || descriptions.startsWith(SCRIPT);
        if (!isKnown) {
            throw new IllegalArgumentException(
                    "exportdesc: expected keep, none, fixed:TEXT or script:COMMAND, got '" + descriptions + "'");
        }
    }

    @Override
    public @Nullable String defaultExport(ConnectionContext context, Next next) {
        return defaultExport == null ? next.defaultExport(context) : defaultExport;
    }

    @Override
    public List<Export> listExports(ConnectionContext context, Next next) {
        List<Export> exports = switch (list) {
            case "error" -> throw new NbdException(Errno.EACCES, "exportname: the list is not shown");
            case "empty" -> List.of();
            case "defaultonly" -> {
                String name = defaultExport(context, next);
                yield name == null ? List.of() : List.of(new Export(name));
            }
            case "explicit" -> names.stream().map(Export::new).toList();
            default -> next.listExports(context);
        };
        List<Export> described = new ArrayList<>();
        for (Export export : exports) {
            described.add(new Export(export.name(), describe(export.name(), export.description())));
        }
        return described;
    }

    @Override
    public boolean opensWithoutTrace() {
        return !descriptions.startsWith(SCRIPT);
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        String name = context.exportName();
        if (isStrict && !names.contains(name)) {
            throw new NbdException(Errno.ENOENT, "exportname: there is no export '" + name + "'");
        }
        Disk disk = next.open(context);
        return descriptions.equals(KEEP) ? disk : new DescribedDisk(disk, describe(name, disk.description()));
    }

    private @Nullable String describe(String name, @Nullable String own) {
        if (descriptions.equals(KEEP)) {
            return own;
        }
        if (descriptions.startsWith(FIXED)) {
            return descriptions.substring(FIXED.length());
        }
        return descriptions.startsWith(SCRIPT) ? run(descriptions.substring(SCRIPT.length()), name) : null;
    }

    private static String run(String command, String name) {
        ProcessBuilder builder = ShellCommand.of(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("name", name);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new NbdException(Errno.EIO, "exportname: the command of exportdesc ended with code " + code);
            }
            return output.stripTrailing();
        } catch (IOException e) {
            throw new NbdException(Errno.EIO, "exportname: the command of exportdesc failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NbdException(Errno.ESHUTDOWN, "exportname: the server ends", e);
        }
    }

    private static final class DescribedDisk extends ForwardingDisk {
        private final @Nullable String description;

        DescribedDisk(Disk next, @Nullable String description) {
            super(next);
            this.description = description;
        }

        @Override
        public @Nullable String description() {
            return description;
        }
    }
}
