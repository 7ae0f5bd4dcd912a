package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.RequestFlags;

class CheckwriteFilterTest {
    @Test
    void whatIsThereCanBeWrittenAndNothingElse() {
        ModelPlugin plugin = new ModelPlugin(new byte[] {1, 2, 0, 0});
        plugin.capabilities = Capabilities.READ_ONLY;
        try (Disk disk = FilterStack.start(new CheckwriteFilter(), plugin).open()) {
            disk.write(ByteBuffer.wrap(new byte[] {2, 0}), 1, RequestFlags.NONE);
            disk.zero(2, 2, RequestFlags.NONE);
            disk.flush();
            assertThatThrownBy(() -> disk.write(ByteBuffer.wrap(new byte[] {1, 3}), 0, RequestFlags.NONE))
                    .hasMessage("checkwrite: what is written at offset 1 is not what the disk has there");
            assertThatThrownBy(() -> disk.zero(0, 4, RequestFlags.NONE))
                    .hasMessage("checkwrite: what is written at offset 0 is not what the disk has there");
            assertThatThrownBy(() -> disk.trim(1, 1, RequestFlags.NONE)).hasMessageContaining("offset 1");
        }
    }
}
