package org.nbdscript.groovy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ParameterType;

class ScriptStyleTest {
    private static final String RAMDISK = """
            /** A RAM disk that forgets everything at exit. */
            parameters = [size: [type: 'size', required: true, magic: true, help: 'size of the disk']]
            def configure(params) { disk = new byte[params.size] }
            def getSize() { disk.length }
            def pread(buf, offset) { buf.put(disk, (int) offset, buf.remaining()) }
            def pwrite(buf, offset) { buf.get(disk, (int) offset, buf.remaining()) }
            """;

    @Test
    void theRamdiskOfTheGuideIsADisk() {
        LoadedScript script = LoadedScript.of(RAMDISK).configure(Map.of("size", 1024L));
        Disk disk = script.open();

        LoadedScript.write(disk, 3, "abc");
        LoadedScript.write(disk, 1020, "wxyz");

        assertThat(disk.size()).isEqualTo(1024);
        assertThat(FakeRead.text(disk, 2, 5)).isEqualTo("\0abc\0");
        assertThat(FakeRead.text(disk, 1020, 4)).isEqualTo("wxyz");
        assertThat(disk.capabilities().canWrite()).isTrue();
        assertThat(script.plugin().description()).isEqualTo("A RAM disk that forgets everything at exit.");
        assertThat(script.plugin().parameters().parameters())
                .singleElement()
                .satisfies(size -> assertThat(size.type()).isEqualTo(ParameterType.SIZE));
        assertThat(script.services().warnings).isEmpty();
    }
}
