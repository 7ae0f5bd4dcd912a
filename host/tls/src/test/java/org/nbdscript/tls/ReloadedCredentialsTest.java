package org.nbdscript.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When credentials are read again. */
class ReloadedCredentialsTest {
    private static final Wire NOWHERE = new Wire() {
        @Override
        public int read(ByteBuffer into) {
            return -1;
        }

        @Override
        public void write(ByteBuffer[] from, int count) {}
    };

    @TempDir
    private Path directory;

    private final List<String> used = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private Path file;
    private ReloadedCredentials credentials;

    /** Credentials that are the text of the file. */
    private TlsCredentials load() throws CredentialsException {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new CredentialsException(file + " cannot be read");
        }
        if (text.startsWith("bad")) {
            throw new CredentialsException(file + ": " + text);
        }
        TlsCredentials keys = PskCredentials.load(directory.resolve("keys"));
        return wire -> {
            used.add(text);
            return keys.session(wire);
        };
    }

    @BeforeEach
    void loadFirst() throws IOException {
        file = directory.resolve("credentials");
        Files.writeString(directory.resolve("keys"), "alice:0123456789abcdef0123456789abcdef\n");
        Files.writeString(file, "first");
        credentials = new ReloadedCredentials(
                load(), List.of(file, directory.resolve("not-there")), this::load, problems::add);
    }

    private String use() {
        credentials.session(NOWHERE);
        return used.getLast();
    }

    @Test
    void theNextClientMeetsWhatIsInTheFileNow() throws IOException {
        assertThat(use()).isEqualTo("first");
        Files.writeString(file, "another");
        assertThat(use()).isEqualTo("another");
        assertThat(problems).isEmpty();
    }

    @Test
    void aFileThatAppearsIsAChangeToo() throws IOException {
        Files.writeString(file, "xxxxx");
        Files.writeString(directory.resolve("not-there"), "revoked");
        assertThat(use()).isEqualTo("xxxxx");
    }

    @Test
    void whatCannotBeUsedIsToldOnceAndTheOldOnesStay() throws IOException {
        Files.writeString(file, "bad key");
        assertThat(use()).isEqualTo("first");
        assertThat(use()).isEqualTo("first");
        assertThat(problems).singleElement().asString().contains("from before stay", "bad key");
        Files.delete(file);
        assertThat(use()).isEqualTo("first");
        assertThat(problems).hasSize(2);
        Files.writeString(file, "good again");
        assertThat(use()).isEqualTo("good again");
    }
}
