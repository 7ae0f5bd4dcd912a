package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.nbdscript.api.ExtentType.DATA;
import static org.nbdscript.api.ExtentType.HOLE_ZERO;
import static org.nbdscript.api.ExtentType.ZERO;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

class ExtentCheckTest {
    private final FakeDisk disk = new FakeDisk(4096);
    private final Disk guard = ContractGuard.around(new LayerName("ramdisk.py"), disk);

    @Test
    void equalNeighboursBecomeOne() {
        assertThat(extents(0, 100, sink -> {
                    sink.add(0, 10, DATA);
                    sink.add(10, 10, DATA);
                    sink.add(20, 10, ZERO);
                    sink.add(30, 70, DATA);
                }))
                .containsExactly("0+20 DATA", "20+10 ZERO", "30+70 DATA");
    }

    @Test
    void whatLiesBeforeTheRequestIsIgnored() {
        assertThat(extents(50, 50, sink -> {
                    sink.add(0, 20, ZERO);
                    sink.add(20, 40, DATA);
                    sink.add(60, 40, HOLE_ZERO);
                }))
                .containsExactly("50+10 DATA", "60+40 HOLE_ZERO");
    }

    @Test
    void whatGoesBeyondTheRequestIsCut() {
        assertThat(extents(0, 100, sink -> {
                    sink.add(0, 90, DATA);
                    sink.add(90, 1000, ZERO);
                }))
                .containsExactly("0+90 DATA", "90+10 ZERO");
    }

    @Test
    void anExtentToTheEndOfAllNumbersIsCut() {
        assertThat(extents(0, 100, sink -> sink.add(0, Long.MAX_VALUE, ZERO))).containsExactly("0+100 ZERO");
        assertThat(extents(50, 50, sink -> {
                    sink.add(10, Long.MAX_VALUE, ZERO);
                }))
                .containsExactly("50+50 ZERO");
    }

    @Test
    void fewerThanAskedForMayCome() {
        assertThat(extents(0, 100, sink -> sink.add(0, 10, DATA))).containsExactly("0+10 DATA");
    }

    @Test
    void theLayerIsToldWhenTheRequestIsCovered() {
        List<Boolean> wanted = new ArrayList<>();
        extents(0, 100, sink -> {
            wanted.add(sink.add(0, 50, DATA));
            wanted.add(sink.add(50, 50, DATA));
            wanted.add(sink.add(100, 50, ZERO));
        });
        assertThat(wanted).containsExactly(true, false, false);
    }

    @Test
    void oneIsOneWithItsEqualNeighbours() {
        List<Boolean> wanted = new ArrayList<>();
        disk.extents = sink -> {
            wanted.add(sink.add(0, 10, DATA));
            wanted.add(sink.add(10, 10, DATA));
            wanted.add(sink.add(20, 10, ZERO));
            wanted.add(sink.add(30, 10, DATA));
        };
        assertThat(extents(0, 100, RequestFlags.of(RequestFlags.REQ_ONE))).containsExactly("0+20 DATA");
        assertThat(wanted).containsExactly(true, true, false, false);
    }

    @Test
    void anAnswerEndsAtAMillionExtents() {
        disk.size = Long.MAX_VALUE;
        long[] added = {0};
        Disk large = ContractGuard.around(new LayerName("ramdisk.py"), disk);
        disk.extents = sink -> {
            while (sink.add(added[0], 1, added[0] % 2 == 0 ? DATA : ZERO)) {
                added[0]++;
            }
        };
        long[] taken = {0};
        large.extents(0, Long.MAX_VALUE, RequestFlags.NONE, (offset, length, type) -> ++taken[0] > 0);
        assertThat(taken[0]).isEqualTo(1 << 20);
    }

    @Test
    void aSinkThatIsFullGetsNoMore() {
        List<Long> taken = new ArrayList<>();
        disk.extents = sink -> {
            sink.add(0, 10, DATA);
            sink.add(10, 10, ZERO);
            sink.add(20, 10, DATA);
        };
        guard.extents(0, 100, RequestFlags.NONE, (offset, length, type) -> {
            taken.add(offset);
            return false;
        });
        assertThat(taken).containsExactly(0L);
    }

    @Test
    void aGapIsNamed() {
        assertBreach("left a gap: 4096 to 8192", sink -> {
            sink.add(0, 4096, DATA);
            sink.add(8192, 4096, DATA);
        });
    }

    @Test
    void goingBackIsNamed() {
        assertBreach("went back: from 4096 to 0", sink -> {
            sink.add(0, 4096, DATA);
            sink.add(0, 4096, DATA);
        });
    }

    @Test
    void noExtentsAreTooFew() {
        assertBreach("returned no extents, expected one at least, from 100", sink -> {});
    }

    @Test
    void theFirstByteHasToBeCovered() {
        assertBreach(
                "begins at 101, expected an extent that has the first byte asked for, 100",
                sink -> sink.add(101, 1, DATA));
        assertBreach("ended at 100, before the first byte asked for, 100", sink -> sink.add(0, 100, DATA));
    }

    @Test
    void anExtentOfNoLengthIsRefused() {
        assertBreach("returned an extent at 100 of 0 bytes, expected at least 1", sink -> sink.add(100, 0, DATA));
    }

    @Test
    void aNegativeOffsetIsRefused() {
        assertBreach(
                "begins at -1, expected an extent that has the first byte asked for, 100",
                sink -> sink.add(-1, 1000, DATA));
    }

    private List<String> extents(long offset, long length, Consumer<ExtentSink> answer) {
        disk.extents = answer;
        return extents(offset, length, RequestFlags.NONE);
    }

    private List<String> extents(long offset, long length, RequestFlags flags) {
        List<String> taken = new ArrayList<>();
        guard.extents(
                offset, length, flags, (first, bytes, type) -> taken.add(first + "+" + bytes + " " + type.name()));
        return taken;
    }

    private void assertBreach(String breach, Consumer<ExtentSink> answer) {
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(() -> extents(100, 100_000, answer))
                .withMessage("extents of ramdisk.py " + breach)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    }
}
