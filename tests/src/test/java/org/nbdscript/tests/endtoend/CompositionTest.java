package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.sample;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.tests.endtoend.Installation.Language;

/** Disks of other disks: stacks that parameters name, and the scripts that make one disk of several. */
class CompositionTest {
    private static final String FIO = "fio --ioengine=nbd --uri=\"$uri\" --rw=randrw --bsrange=512-64k --bs_unaligned=0"
            + " --iodepth=32 --numjobs=4 --size=%1$s --offset_increment=%1$s --verify=crc32c --verify_fatal=1"
            + " --verify_backlog=256 --name=verify --group_reporting --loops=2 --randrepeat=1 | grep err=";

    /** A leg is killed while fio verifies; it comes back empty, is rebuilt, and then another leg is killed. */
    private static final String LOSS_AND_RETURN = """
            trap 'kill $(cat b.pid)' EXIT; disks=
            for leg in $legs; do nbdkit --exit-with-parent -f -U $leg.sock -P $leg.pid memory 20M & done
            for leg in $legs; do until [ -s $leg.pid ]; do sleep 0.1; done; disks="$disks disk=nbd+unix:///?socket=$PWD/$leg.sock"; done
            %s %s $disks --run '
              (sleep 0.5; kill $(cat b.pid); sleep 0.5; rm b.sock; nbdkit -U b.sock -P b.pid memory 20M) &
              %s
              wait
              until grep -q "leg 1 is \\(rebuilt\\|whole\\)" log; do sleep 0.1; done
              nbdcopy "$uri" before.img
              kill $(cat a.pid)
              nbdcopy "$uri" after.img
              cmp before.img after.img && echo same
            ' 2> log
            """;

    @TempDir
    Path directory;

    @Test
    void aParameterNamesAStackByItsCommandLine() {
        Command.Result result = Command.in(
                        directory,
                        nbdscript(),
                        sample(Language.PYTHON, "stripe"),
                        "disk=[--filter=offset memory 1M offset=512K]",
                        "disk=memory:512K",
                        "--run",
                        "nbdinfo --size \"$uri\"")
                .run()
                .succeeds();
        assertThat(result.output().strip()).isEqualTo("1048576");
    }

    @Test
    void aStackThatCannotBeMadeIsToldWithItsParameter() {
        Command.Result result = Command.in(directory, nbdscript(), sample(Language.PYTHON, "stripe"), "disk=memroy:1M")
                .run();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errors()).contains("disk: in 'memroy:1M': there is no plugin memroy; did you mean memory?");
    }

    @ParameterizedTest
    @EnumSource
    void noByteIsWrongOnAStripe(Language language) {
        requires("fio");
        assertThat(Command.in(
                                directory,
                                nbdscript(),
                                sample(language, "stripe"),
                                "disk=memory:8M",
                                "disk=memory:8M",
                                "--run",
                                FIO.formatted("4M"))
                        .run()
                        .succeeds()
                        .output())
                .contains("err= 0");
    }

    @ParameterizedTest
    @EnumSource
    void raid5SurvivesTheLossOfALegUnderLoadAndRebuildsIt(Language language) {
        loseALeg(language, "raid5", "a b c");
    }

    @ParameterizedTest
    @EnumSource
    void mirrorSurvivesTheLossOfALegUnderLoadAndRebuildsIt(Language language) {
        loseALeg(language, "mirror", "a b");
    }

    private void loseALeg(Language language, String script, String legs) {
        requires("fio", "nbdkit", "nbdcopy");
        Command.Result result = Command.shell(
                        directory,
                        "legs='" + legs + "'; "
                                + LOSS_AND_RETURN.formatted(nbdscript(), sample(language, script), FIO.formatted("4M")))
                .succeeds();
        assertThat(result.output()).contains("err= 0").contains("same");
    }
}
