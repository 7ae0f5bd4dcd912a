package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

class MaskFilterTest extends FilterContract {
    private final ModelPlugin plugin = new ModelPlugin(new byte[4096]);

    @Override
    protected Filter filter() {
        return new MaskFilter();
    }

    private Disk open(String... parameters) {
        return FilterStack.start(filter(), plugin, parameters).open();
    }

    @Test
    void whatIsHiddenTheDiskCannotDo() {
        Capabilities can = open("mask-hide=flush,trim,extents,fast-zero", "mask-hide=multi-conn,cache")
                .capabilities();
        assertThat(can)
                .isEqualTo(ModelPlugin.EVERYTHING.toBuilder()
                        .canFlush(false)
                        .canTrim(false)
                        .canExtents(false)
                        .canFastZero(false)
                        .canMultiConn(false)
                        .cache(Support.NONE)
                        .build());
        assertThat(open("mask-hide=write").capabilities().canWrite()).isFalse();
    }

    @Test
    void whatIsClaimedDoesNothingWhereTheDiskCannot() {
        plugin.capabilities = Capabilities.builder().canWrite(true).build();
        Disk disk = open("mask-claim=flush,trim,extents,cache,fua,multi-conn,rotational,zero,fast-zero");
        Capabilities can = disk.capabilities();
        assertThat(can.canFlush() && can.canTrim() && can.canExtents() && can.canMultiConn() && can.isRotational())
                .isTrue();
        assertThat(can.canFastZero()).isTrue();
        disk.write(ByteBuffer.wrap(new byte[] {1, 2}), 0, RequestFlags.of(RequestFlags.FUA));
        disk.flush();
        disk.trim(0, 4096, RequestFlags.NONE);
        disk.cache(0, 4096);
        assertThat(ModelRead.of(disk, 0, 2)).containsExactly(1, 2);
        disk.zero(0, 4096, RequestFlags.of(RequestFlags.FAST_ZERO));
        assertThat(ModelRead.of(disk, 0, 2)).containsExactly(0, 0);
    }

    @Test
    void repliesAreTheServersUnlessTheyAreToBeWrong() {
        assertThat(open("mask-hide=flush").replyTamper()).isNull();
        assertThat(open("mask-reply=late").replyTamper()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "mask-hide=fly, 'mask-hide: expected some of write, flush'",
        "mask-claim=write, cannot be made to claim write",
        "mask-reply=rude, 'mask-reply: expected reorder, fragment'",
        "mask-reply=late:often, probability"
    })
    void whatIsNoneIsRefusedWithWhatIsExpected(String parameter, String message) {
        assertThatThrownBy(() -> open(parameter)).hasMessageContaining(message);
    }

    @Test
    void nothingIsHiddenAndClaimed() {
        assertThatThrownBy(() -> open("mask-hide=flush", "mask-claim=flush"))
                .hasMessageContaining("hidden and claimed");
    }
}
