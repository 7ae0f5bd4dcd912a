package org.nbdscript.api.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nbdscript.api.Callback;

class GeneratedFileTest {
    private static final Path DOCS = Path.of("..", "docs", "reference");

    /** {@code mvn test -pl script-api -Dreference.update} writes the files anew. */
    @ParameterizedTest
    @MethodSource("org.nbdscript.api.reference.GeneratedFile#all")
    void theFilesInDocsAreThoseThatTheTablesMake(GeneratedFile file) throws IOException {
        Path path = DOCS.resolve(file.name());
        if (System.getProperty("reference.update") != null) {
            Files.writeString(path, file.text());
        }
        assertThat(path).hasContent(file.text());
    }

    @ParameterizedTest
    @MethodSource("org.nbdscript.api.reference.GeneratedFile#all")
    void everyCallbackIsInEveryFile(GeneratedFile file) {
        for (Callback callback : Callback.values()) {
            assertThat(file.text()).containsAnyOf(callback.camelCase(), callback.snakeCase());
        }
    }
}
