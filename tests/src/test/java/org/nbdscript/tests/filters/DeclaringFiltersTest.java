package org.nbdscript.tests.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.engine.Alignment;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
import org.nbdscript.engine.PluginRegistry;
import org.nbdscript.fakes.FakeServices;
import org.nbdscript.filters.FilterStack;
import org.nbdscript.filters.ModelPlugin;

/** Filters in every language that declare block sizes and nothing else. */
@ResourceLock("the engines of this JVM")
class DeclaringFiltersTest {
    private static final BlockSize DECLARED = new BlockSize(4096, 4096, 65536);

    private final FakeServices services = new FakeServices();

    private Filter filter(String file) {
        return new PluginRegistry(services, PluginRegistry.DEFAULT_LOAD_DEADLINE, InputStream.nullInputStream())
                .loadFilter("src/test/resources/filters/" + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript/blocks.js", "python/blocks.py", "groovy/blocks.groovy"})
    void whatAFilterDeclaresHoldsForEachDisk(String file) {
        ModelPlugin plugin = new ModelPlugin(new byte[1 << 16]);
        plugin.content[4097] = 7;
        try (FilterStack stack = FilterStack.start(filter(file), plugin);
                Disk disk = stack.open()) {
            assertThat(stack.filter().declaredBlockSize()).isEqualTo(DECLARED);
            assertThat(disk.blockSize()).isEqualTo(DECLARED);
            ByteBuffer one = ByteBuffer.allocate(1);
            DenseRead.read(disk, one, 4097);
            assertThat(one.get(0)).isEqualTo((byte) 7);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript/blocks.js", "python/blocks.py", "groovy/blocks.groovy"})
    void itIsHeldAgainstTheDiskBelowBeforeThereAreClients(String file) {
        ModelPlugin plugin = new ModelPlugin(new byte[1 << 16]);
        plugin.blockSize = new BlockSize(8192, 8192, 65536);
        plugin.opensWithoutTrace = true;
        Filter filter = filter(file);
        try (FailureLog failures = new FailureLog(services, System::nanoTime)) {
            DiskStack stack = new DiskStack(List.of(filter), plugin, Alignment.REFUSE, failures);
            assertThatThrownBy(stack::requireFit)
                    .hasMessage("--alignment=refuse: " + Path.of(file).getFileName()
                            + " takes requests of 4096 bytes, but the disk below it takes multiples of 8192 only, and"
                            + " nothing is made to fit");
        } finally {
            filter.unload();
        }
    }
}
