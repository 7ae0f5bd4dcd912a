package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.fakes.FakeRead;

class ReadCheckTest {
    private final FakeDisk disk = new FakeDisk(4096);
    private final Disk guard = ContractGuard.around(new LayerName("disk.py"), disk);
    private final FakeRead read = new FakeRead(1000, 100);

    @Test
    void aBufferThatIsFilledIsAnAnswer() {
        disk.content[1000] = 7;
        guard.read(read);
        assertThat(read.buffer().get(0)).isEqualTo((byte) 7);
        assertThat(read.parts).isEmpty();
    }

    @Test
    void partsInAnyOrderThatCoverTheRequestAreAnAnswer() {
        answer(request -> {
            request.hole(1060, 40);
            request.data(1000, ByteBuffer.allocate(10));
            request.hole(1010, 50);
        });
        assertThat(read.parts).containsExactly("hole 1060+40", "data 1000+10", "hole 1010+50");
    }

    @Test
    void emptyPartsChangeNothing() {
        answer(request -> {
            request.hole(1000, 100);
            request.data(1100, ByteBuffer.allocate(0));
        });
        assertThat(read.parts).containsExactly("hole 1000+100");
    }

    @Test
    void manyPartsAreCheckedAsFewAre() {
        answer(request -> {
            for (int i = 98; i >= 0; i -= 2) {
                request.hole(1000 + i, 2);
            }
        });
        assertThat(read.parts).hasSize(50);
    }

    @Test
    void theRoomThatAReadOfVeryManyPartsTakesIsNotKept() {
        ReadCheck check = new ReadCheck(new LayerName("disk.py"));
        check.begin(new FakeRead(0, 10_000));
        assertThat(check.isSmall()).isTrue();
        for (int i = 9_999; i >= 0; i--) {
            check.hole(i, 1);
        }
        check.end();
        assertThat(check.isSmall()).isFalse();
    }

    @Test
    void aGapBetweenPartsIsNamed() {
        assertBreach("left a gap: 1010 to 1020", request -> {
            request.hole(1000, 10);
            request.hole(1020, 80);
        });
    }

    @Test
    void aGapAtTheStartIsNamed() {
        assertBreach("left a gap: 1000 to 1001", request -> request.hole(1001, 99));
    }

    @Test
    void aGapAtTheEndIsNamed() {
        assertBreach("left a gap: 1099 to 1100", request -> request.hole(1000, 99));
    }

    @Test
    void partsThatOverlapAreRefused() {
        assertBreach("returned parts that overlap: from 1005", request -> {
            request.hole(1000, 10);
            request.hole(1005, 10);
        });
    }

    @Test
    void morePartsThanTheRequestIsLongAreRefusedAtOnce() {
        List<Integer> given = new ArrayList<>();
        assertBreach("returned parts that overlap: 101 bytes for 100", request -> {
            for (int i = 0; i < 1000; i++) {
                given.add(i);
                request.hole(1000, 1);
            }
        });
        assertThat(given).hasSize(101);
    }

    @Test
    void partsBeforeTheRequestAreRefused() {
        assertBreach("returned a part outside of the request: offset 999, length 10", request -> request.hole(999, 10));
    }

    @Test
    void partsBeyondTheRequestAreRefused() {
        assertBreach("returned a part outside of the request: offset 1099, length 2", request -> request.hole(1099, 2));
        assertThat(read.parts).isEmpty();
    }

    @Test
    void partsFarAwayAreRefused() {
        assertBreach(
                "returned a part outside of the request: offset " + Long.MAX_VALUE + ", length 1",
                request -> request.hole(Long.MAX_VALUE, 1));
        assertBreach("returned a part outside of the request: offset -1, length 1", request -> request.hole(-1, 1));
    }

    @Test
    void partsOfNegativeLengthAreRefused() {
        assertBreach(
                "returned a part outside of the request: offset 1000, length -5", request -> request.hole(1000, -5));
    }

    @Test
    void aRequestIsOfNoUseWhenItIsAnswered() {
        List<ReadRequest> kept = new ArrayList<>();
        answer(request -> {
            request.hole(1000, 100);
            kept.add(request);
        });
        assertThatThrownBy(() -> kept.getFirst().hole(1000, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kept.getFirst().buffer()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRequestThatFailedIsOfNoUse() {
        List<ReadRequest> kept = new ArrayList<>();
        disk.reading = request -> {
            kept.add(request);
            throw new NbdException(Errno.EIO, "bad sector");
        };
        assertThatThrownBy(() -> guard.read(read)).hasMessage("bad sector");
        assertThatThrownBy(() -> kept.getFirst().buffer()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReadWithinAReadIsCheckedOnItsOwn() {
        FakeRead inner = new FakeRead(0, 10);
        disk.reading = request -> {
            if (request.offset() == 1000) {
                guard.read(inner);
            }
            request.hole(request.offset(), request.length());
        };
        guard.read(read);
        assertThat(inner.parts).containsExactly("hole 0+10");
        assertThat(read.parts).containsExactly("hole 1000+100");
    }

    private void answer(Consumer<ReadRequest> answer) {
        disk.reading = answer;
        guard.read(read);
    }

    private void assertBreach(String breach, Consumer<ReadRequest> answer) {
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(() -> answer(answer))
                .withMessage("pread of disk.py " + breach + ", in the read of 1000 to 1100")
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EIO));
    }
}
