package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicateTest {
    @Test
    void aDuplicateIsTheSameFileUnderAnotherNumber(@TempDir Path directory) throws IOException {
        int first = Open.open(directory, Set.of(OpenFlag.READ_ONLY));
        int second = Duplicate.of(first);
        assertThat(second).isGreaterThan(2).isNotEqualTo(first);
        assertThat(FileStatus.of(second)).isEqualTo(FileStatus.of(first));
        Close.close(first);
        assertThat(FileStatus.of(second).kind()).isEqualTo(FileStatus.Kind.DIRECTORY);
        Close.close(second);
    }

    @Test
    void aChosenNumberBecomesTheFile(@TempDir Path directory) throws IOException {
        int file = Open.open(directory, Set.of(OpenFlag.READ_ONLY));
        int target = Open.open(Path.of("/dev/null"), Set.of(OpenFlag.READ_ONLY));
        Duplicate.onto(file, target);
        assertThat(FileStatus.of(target)).isEqualTo(FileStatus.of(file));
        Close.close(file);
        Close.close(target);
    }

    @Test
    void aNumberThatIsNotOpenIsRefused() {
        assertThatThrownBy(() -> Duplicate.of(9999)).hasMessageContaining("EBADF");
        assertThatThrownBy(() -> CloseOnExec.set(9999)).hasMessageContaining("EBADF");
    }
}
