package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.ReplyTamper;

/** A disk that is traced is as it is else. */
class TracedDiskTest {
    private static final ReplyTamper TAMPER = (reply, wire) -> {};

    private static Disk disk(boolean takesMisfits) {
        return new Disk() {
            @Override
            public long size() {
                return 512;
            }

            @Override
            public void read(ReadRequest request) {}

            @Override
            public boolean takesMisfits() {
                return takesMisfits;
            }

            @Override
            public ReplyTamper replyTamper() {
                return TAMPER;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoSeesToRequestsThatDoNotFitIsTheSame(boolean takesMisfits) {
        assertThat(new TracedDisk(disk(takesMisfits), line -> {}, null).takesMisfits())
                .isEqualTo(takesMisfits);
    }

    @Test
    void whoSendsRepliesIsTheSame() {
        assertThat(new TracedDisk(disk(true), line -> {}, null).replyTamper()).isSameAs(TAMPER);
    }
}
