package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Filter;
import org.nbdscript.engine.Alignment;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
import org.nbdscript.engine.ParameterBinder;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeServices;

/**
 * Filters that could not work above a disk of 64 KiB that takes 512 to 4096 bytes at once, and what is said of them.
 */
class UnfitStacksTest {
    private final FakeServices services = new FakeServices();
    private final ModelPlugin plugin = new ModelPlugin(new byte[1 << 16]);

    private DiskStack stack(Filter filter, Alignment alignment, String... parameters) {
        plugin.blockSize = new BlockSize(512, 4096, 4096);
        plugin.opensWithoutTrace = true;
        filter.load(services);
        filter.configure(new ParameterBinder(services, Path.of("").toAbsolutePath())
                .bind(filter.parameters(), Arrays.asList(parameters)));
        return new DiskStack(List.of(filter), plugin, alignment, new FailureLog(services, System::nanoTime));
    }

    static Stream<Arguments> unfit() {
        return Stream.of(
                Arguments.of(new OffsetFilter(), "offset=1M", "offset: the range 1048576 does not lie within"),
                Arguments.of(new OffsetFilter(), "offset=100", "offset: the range 100 is not aligned to 512"),
                Arguments.of(new PartitionFilter(), "partition=1", "partition: the disk has neither an MBR nor a GPT"),
                Arguments.of(new TruncateFilter(), "truncate=1000", "truncate: 1000 is not aligned to 512"),
                Arguments.of(new MapFilter(), "map=0-99:512", "map: 100 is not aligned to 512"),
                Arguments.of(new BlocksizePolicyFilter(), "blocksize-minimum=8K", "preferred size, or 4294967295"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void aFilterThatDoesNotFitIsRefusedAndTheReasonSaid(Filter filter, String parameter, String reason) {
        assertThatThrownBy(stack(filter, Alignment.FIX, parameter)::requireFit)
                .hasMessageStartingWith("no client could be served: ")
                .hasMessageContaining(reason);
        assertThat(plugin.open).hasValue(0);
    }

    /** Its plugin declares its blocks, and would open disks that take any. */
    private DiskStack declaring(DiskStack stack) {
        plugin.opensWithoutTrace = false;
        plugin.declaredBlockSize = new BlockSize(512, 4096, 4096);
        plugin.blockSize = null;
        return stack;
    }

    static Stream<Arguments> unfitByBlocks() {
        return Stream.of(
                Arguments.of(new OffsetFilter(), "offset=100", "offset: the range 100 is not aligned to 512"),
                Arguments.of(new BlocksizePolicyFilter(), "blocksize-minimum=8K", "preferred size, or 4294967295"));
    }

    @ParameterizedTest
    @MethodSource("unfitByBlocks")
    void aFilterThatDoesNotFitTheBlocksThatAPluginDeclaresIsRefusedUnopened(
            Filter filter, String parameter, String reason) {
        DiskStack stack = declaring(stack(filter, Alignment.FIX, parameter));
        assertThatThrownBy(stack::requireFit)
                .hasMessageStartingWith("no client could be served: ")
                .hasMessageContaining(reason);
    }

    @Test
    void aFilterWhoseBlocksFollowFromDeclaredOnesIsHeldToThem() {
        DiskStack stack = declaring(stack(new BlocksizePolicyFilter(), Alignment.REFUSE, "blocksize-minimum=1"));
        assertThatThrownBy(stack::requireFit).hasMessageContaining("blocksize-policy takes requests of 1 bytes");
    }

    @Test
    void aMinimumAboveTheMaximumBelowFitsWhereRequestsAreSplitOnly() {
        assertThatCode(stack(new BlocksizeFilter(), Alignment.FIX, "minblock=64K")::requireFit)
                .doesNotThrowAnyException();
        assertThatThrownBy(stack(new BlocksizeFilter(), Alignment.REFUSE, "minblock=64K")::requireFit)
                .hasMessage(
                        "--alignment=refuse: blocksize takes requests of 65536 bytes, but the disk below it takes 4096"
                                + " at most, and nothing is made to fit");
    }

    @Test
    void smallerBlocksThanThoseBelowFitWhereRequestsAreWidenedOnly() {
        assertThatCode(stack(new BlocksizePolicyFilter(), Alignment.FIX, "blocksize-minimum=1")::requireFit)
                .doesNotThrowAnyException();
        assertThatThrownBy(stack(new BlocksizePolicyFilter(), Alignment.REFUSE, "blocksize-minimum=1")::requireFit)
                .hasMessage(
                        "--alignment=refuse: blocksize-policy takes requests of 1 bytes, but the disk below it takes"
                                + " multiples of 512 only, and nothing is made to fit");
    }

    @Test
    void aTrialLeavesNoTraceInCacheAndCow() {
        for (Filter filter : List.of(new CacheFilter(), new CowFilter())) {
            DiskStack stack = stack(filter, Alignment.FIX);
            stack.requireFit();
            plugin.content = new byte[2 * plugin.content.length];
            assertThatCode(() -> stack.open(new FakeConnection()).close()).doesNotThrowAnyException();
        }
    }
}
