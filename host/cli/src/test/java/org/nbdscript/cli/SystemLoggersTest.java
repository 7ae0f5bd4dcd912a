package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.ResourceBundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemLoggersTest {
    private static final String START = "\\S+ nbdscript: ";

    @TempDir
    private Path directory;

    private final System.Logger logger = System.getLogger("a.b");

    @BeforeEach
    void logToAFile() {
        LogOptions options = LogOptions.parse(directory.resolve("log").toString());
        SystemLoggers.writeTo(MessageLog.of(options, "", true));
    }

    @AfterEach
    void logToStandardError() {
        SystemLoggers.writeTo(MessageLog.ofStandardError());
    }

    private List<String> logged() throws IOException {
        return Files.readAllLines(directory.resolve("log"));
    }

    @Test
    void theJdkFindsThemAndNoOthers() {
        assertThat(System.LoggerFinder.getLoggerFinder()).isExactlyInstanceOf(SystemLoggers.class);
    }

    @Test
    void whatIsLoggedComesAmongTheMessagesByItsLevel() throws IOException {
        logger.log(Level.ERROR, "one");
        logger.log(Level.WARNING, "two {0} {1}", 3, "four");
        logger.log(Level.INFO, "five {0}");
        assertThat(String.join("\n", logged()))
                .matches(START + "error: a.b: one\n" + START + "warning: a.b: two 3 four\n" + START
                        + "print: a.b: five [{]0[}]");
    }

    @Test
    void whatIsLessThanInformationIsNotShown() throws IOException {
        logger.log(Level.DEBUG, "one");
        logger.log(Level.TRACE, "two", new IOException("three"));
        assertThat(logger.isLoggable(Level.DEBUG)).isFalse();
        assertThat(logger.isLoggable(Level.INFO)).isTrue();
        assertThat(logged()).isEmpty();
    }

    @Test
    void anExceptionIsToldBehindTheMessage() throws IOException {
        logger.log(Level.ERROR, "one", new IOException("two"));
        assertThat(logged()).singleElement().asString().endsWith("error: a.b: one: java.io.IOException: two");
    }

    @Test
    void aMessageIsTranslatedIfTheBundleHasIt() throws IOException {
        ResourceBundle bundle = new ListResourceBundle() {
            @Override
            protected Object[][] getContents() {
                return new Object[][] {{"key", "text {0}"}};
            }
        };
        logger.log(Level.WARNING, bundle, "key", 1);
        logger.log(Level.WARNING, bundle, "other", (Throwable) null);
        assertThat(logged()).hasSize(2);
        assertThat(logged().getFirst()).endsWith("a.b: text 1");
        assertThat(logged().getLast()).endsWith("a.b: other");
    }
}
