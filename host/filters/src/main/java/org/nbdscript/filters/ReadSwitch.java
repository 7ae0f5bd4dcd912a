package org.nbdscript.filters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ValueParser;

/** A parameter that says whether what clients read is kept: always, never, or as long as a file exists. */
final class ReadSwitch {
    private ReadSwitch() {}

    /** The parameter, whose text {@link #parse} takes. */
    static Parameter parameter(String name, String help) {
        return Parameter.builder(name, ParameterType.STRING)
                .defaultText("false")
                .help(help + ": true, false, or the absolute path of a file that switches it on as long as it exists")
                .build();
    }

    /** What the text says, asked anew each time. */
    static BooleanSupplier parse(String text) {
        if (text.startsWith("/")) {
            Path file = Path.of(text);
            return () -> Files.exists(file);
        }
        boolean always = ValueParser.bool(text);
        return () -> always;
    }
}
