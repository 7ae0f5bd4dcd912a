package org.nbdscript.api.reference;

import java.util.List;

/**
 * A file that is made from the tables of callbacks, services and parameter types.
 *
 * @param name the file's name
 * @param text its content
 */
public record GeneratedFile(String name, String text) {
    /** All of them. */
    public static List<GeneratedFile> all() {
        return List.of(
                new GeneratedFile("callbacks.md", ReferencePage.text()),
                new GeneratedFile("nbdscript.d.ts", TypeScriptDeclarations.text()),
                new GeneratedFile("nbdscript.pyi", PythonStubs.text()),
                new GeneratedFile("nbdscript.gdsl", GroovyDescriptor.text()));
    }
}
