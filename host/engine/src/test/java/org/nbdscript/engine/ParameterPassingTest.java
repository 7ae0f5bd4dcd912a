package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Errno;
import org.nbdscript.api.GivenParameter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterPassing;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.fakes.FakeServices;

/** What filters make of the parameters for the layers below them. */
class ParameterPassingTest {
    private static final ParameterSchema DISK = ParameterSchema.of(
            Parameter.builder("size", ParameterType.SIZE).magic().build(),
            Parameter.builder("label", ParameterType.STRING).repeatable(true).build());

    private final ParameterBinder binder = new ParameterBinder(new FakeServices(), Path.of("/home/user"));
    private final FakeFilter outer = new FakeFilter("outer");
    private final FakeFilter inner = new FakeFilter("inner");
    private final FakeFilter disk = new FakeFilter("disk");

    ParameterPassingTest() {
        outer.parameters =
                ParameterSchema.of(Parameter.builder("times", ParameterType.INT).build());
        disk.parameters = DISK;
    }

    private List<ParameterValues> bind(String... words) {
        return binder.bindLayers(List.of(outer, inner, disk), List.of(words));
    }

    private List<String> problems(String... words) {
        List<String> problems = new ArrayList<>();
        assertThatExceptionOfType(ParameterProblems.class)
                .isThrownBy(() -> bind(words))
                .satisfies(e -> problems.addAll(e.problems()));
        return problems;
    }

    private static ParameterPassing adding(String key, String text) {
        return (own, given) -> {
            List<GivenParameter> more = new ArrayList<>(given);
            more.add(new GivenParameter(key, text));
            return more;
        };
    }

    @Test
    void aFilterIsGivenItsOwnValuesAndWhatIsLeftForTheLayersBelow() {
        outer.passing = (own, given) -> {
            assertThat(own.getLong("times")).isEqualTo(3);
            assertThat(given).containsExactly(new GivenParameter(null, "1M"), new GivenParameter("label", "a=b"));
            return given;
        };
        assertThat(bind("1M", "times=3", "label=a=b").getLast().getLong("size")).isEqualTo(1 << 20);
    }

    @Test
    void aFilterMayAddChangeAndTakeAway() {
        outer.passing = (own, given) -> List.of(new GivenParameter(null, "2M"), new GivenParameter("label", "other"));
        ParameterValues below = bind("1M", "strange=1", "label=a", "label=b").getLast();
        assertThat(below.getLong("size")).isEqualTo(2 << 20);
        assertThat(below.getList("label")).isEqualTo(List.of("other"));
    }

    @Test
    void eachFilterIsGivenWhatTheOneAboveHasPassedOn() {
        outer.passing = adding("label", "outer");
        inner.passing = adding("label", "inner");
        assertThat(bind("label=user").getLast().getList("label")).isEqualTo(List.of("user", "outer", "inner"));
    }

    @Test
    void whatAFilterAddsIsForTheLayersBelowItOnly() {
        outer.parameters = new ParameterSchema(List.of(), true);
        inner.passing = adding("extra", "1");
        assertThat(problems("mine=1"))
                .containsExactly(
                        "extra: there is no such parameter; the parameters are size, label (passed on by inner)");
        disk.parameters = new ParameterSchema(List.of(), true);
        List<ParameterValues> values = bind("mine=1");
        assertThat(values.getFirst().others()).isEqualTo(List.of(Map.entry("mine", "1")));
        assertThat(values.getLast().others()).isEqualTo(List.of(Map.entry("extra", "1")));
    }

    @Test
    void whatDoesNotFitIsToldWithTheFilterThatHasPassedItOn() {
        inner.passing = adding("size", "big");
        assertThat(problems("times=x"))
                .containsExactly(
                        "times: expected a whole number such as 12 or 0x1f, got 'x'",
                        "size: expected a size such as 512, 64K, 10M or 1G, got 'big' (passed on by inner)");
    }

    @Test
    void ofAFilterWhoseOwnParametersAreWrongNothingIsAsked() {
        outer.passing = (own, given) -> {
            throw new AssertionError("asked");
        };
        assertThat(problems("times=x", "strange=1"))
                .containsExactly("times: expected a whole number such as 12 or 0x1f, got 'x'");
    }

    @Test
    void aFilterThatFailsIsNamed() {
        outer.passing = (own, given) -> {
            throw new IllegalArgumentException("label is missing");
        };
        assertThat(problems()).containsExactly("outer: label is missing");
        outer.passing = (own, given) -> {
            throw new NbdException(Errno.EIO, "no label", new ScriptPosition("filter.py", 7), null);
        };
        assertThat(problems()).containsExactly("filter.py:7: no label");
    }
}
