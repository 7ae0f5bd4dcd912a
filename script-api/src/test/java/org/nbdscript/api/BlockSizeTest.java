package org.nbdscript.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class BlockSizeTest {
    @Test
    void theRulesOfTheSpecificationHold() {
        assertThat(new BlockSize(1, 4096, BlockSize.UNLIMITED).minimum()).isEqualTo(1);
        assertThat(new BlockSize(512, 512, 1 << 20).maximum()).isEqualTo(1 << 20);
    }

    @Test
    void aBrokenRuleIsNamedWithTheValue() {
        refuses(3, 4096, 8192, "minimum block size is 3, expected a power of two");
        refuses(131072, 131072, 131072, "minimum block size is 131072");
        refuses(1024, 512, 8192, "preferred block size is 512");
        refuses(1, 1000, 8192, "preferred block size is 1000");
        refuses(4096, 4096, 6000, "maximum block size is 6000, expected a multiple of the minimum (4096)");
        refuses(1, 4096, 512, "maximum block size is 512");
    }

    @Test
    void theAlignmentOfMemoryIsAPowerOfTwo() {
        assertThat(new BlockSize(1, 4096, 8192).memoryAlignment()).isEqualTo(1);
        assertThat(new BlockSize(512, 4096, 8192, 4096).memoryAlignment()).isEqualTo(4096);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BlockSize(512, 4096, 8192, 3))
                .withMessage("memory alignment of the block size is 3, expected a power of two in 1 to 65536");
    }

    private static void refuses(int minimum, int preferred, long maximum, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BlockSize(minimum, preferred, maximum))
                .withMessageContaining(message);
    }
}
