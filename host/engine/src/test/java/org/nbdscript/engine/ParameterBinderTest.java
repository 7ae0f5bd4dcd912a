package org.nbdscript.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.fakes.FakeServices;

class ParameterBinderTest {
    private final ParameterBinder binder = new ParameterBinder(new FakeServices(), Path.of("/home/user"));

    private static Parameter.Builder parameter(String name, ParameterType type) {
        return Parameter.builder(name, type);
    }

    private ParameterValues bind(ParameterSchema schema, String... words) {
        return binder.bind(schema, List.of(words));
    }

    private Object value(ParameterType type, String text) {
        ParameterSchema schema = ParameterSchema.of(parameter("a", type).build());
        return bind(schema, "a=" + text).get("a");
    }

    @Test
    void eachTypeBecomesItsValue() {
        assertThat(value(ParameterType.STRING, "a=b")).isEqualTo("a=b");
        assertThat(value(ParameterType.INT, "-0x10")).isEqualTo(-16L);
        assertThat(value(ParameterType.SIZE, "64M")).isEqualTo(64L << 20);
        assertThat(value(ParameterType.DURATION, "100ms")).isEqualTo(Duration.ofMillis(100));
        assertThat(value(ParameterType.PROBABILITY, "25%")).isEqualTo(0.25);
        assertThat(value(ParameterType.BOOL, "on")).isEqualTo(true);
        assertThat(value(ParameterType.PATH, "../disk.img")).isEqualTo(Path.of("/home/user/../disk.img"));
        assertThat(value(ParameterType.PATH, "/disk.img")).isEqualTo(Path.of("/disk.img"));
        assertThat(value(ParameterType.URI, "https://example.com/a")).isEqualTo(URI.create("https://example.com/a"));
        assertThat(value(ParameterType.PASSWORD, "-5")).isEqualTo("secret of -5");
        assertThat(value(ParameterType.BYTES, "00ffa0")).isEqualTo(new byte[] {0, -1, -96});
        assertThat(value(ParameterType.BYTES, "text:äb")).isEqualTo("äb".getBytes(UTF_8));
        assertThat(value(ParameterType.BYTES, "base64:AP+g")).isEqualTo(new byte[] {0, -1, -96});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "INT         | 1x          | expected a whole number such as 12 or 0x1f, got '1x'",
                "SIZE        | 5X          | expected a size such as 512, 64K, 10M or 1G, got '5X'",
                "DURATION    | 5h          | expected a duration such as 2, 1.5s, 100ms, 10us or 5ns, got '5h'",
                "PROBABILITY | often       | expected a probability such as 0.25, 25%, 1:4 or 1/4, got 'often'",
                "BOOL        | maybe       | expected a boolean: true, yes, on, 1 or false, no, off, 0, got 'maybe'",
                "PATH        | \"\"        | expected a path, got ''",
                "URI         | example.com | expected a URI such as https://example.com/disk.img, got 'example.com',"
                        + " which has no scheme",
                "PASSWORD    | +nowhere    | the password file cannot be read",
            })
    void aTextThatDoesNotFitIsToldWhatIsExpected(ParameterType type, String text, String problem) {
        assertProblems(ParameterSchema.of(parameter("a", type).build()), List.of("a=" + text), "a: " + problem);
    }

    @Test
    void bytesThatDoNotFitAndBadUrisAreToldWhy() {
        ParameterSchema schema = ParameterSchema.of(
                parameter("a", ParameterType.BYTES).build(),
                parameter("b", ParameterType.URI).build());
        assertThatExceptionOfType(ParameterProblems.class)
                .isThrownBy(() -> bind(schema, "a=0x", "b=http://[x"))
                .satisfies(e -> assertThat(e.problems().getFirst())
                        .startsWith("a: expected bytes in hexadecimal such as 00ffa0, text:abc or base64:AP+g, got"
                                + " '0x': "))
                .satisfies(e -> assertThat(e.problems().getLast())
                        .startsWith("b: expected a URI such as https://example.com/disk.img, got 'http://[x': "));
    }

    @Test
    void rangesAreHeldAndSaidAsUsersWriteThem() {
        ParameterSchema schema = ParameterSchema.of(
                parameter("int", ParameterType.INT).range(1, 10).build(),
                parameter("size", ParameterType.SIZE).range(512, Long.MAX_VALUE).build(),
                parameter("limit", ParameterType.SIZE)
                        .range(Long.MIN_VALUE, 64 << 10)
                        .build(),
                parameter("time", ParameterType.DURATION)
                        .range(1_000_000, 2_000_000_000)
                        .build());
        assertThat(bind(schema, "int=10", "size=512", "limit=64K", "time=1ms").getLong("int"))
                .isEqualTo(10);
        assertProblems(
                schema,
                List.of("int=11", "size=511", "limit=65537", "time=2.1"),
                "int: expected a whole number such as 12 or 0x1f, 1 to 10, got '11'",
                "size: expected a size such as 512, 64K, 10M or 1G, at least 512, got '511'",
                "limit: expected a size such as 512, 64K, 10M or 1G, at most 64K, got '65537'",
                "time: expected a duration such as 2, 1.5s, 100ms, 10us or 5ns, 1ms to 2s, got '2.1'");
    }

    @Test
    void anEnumIsOneOfItsChoices() {
        ParameterSchema schema = ParameterSchema.of(parameter("mode", ParameterType.ENUM)
                .choices(List.of("read", "write"))
                .build());
        assertThat(bind(schema, "mode=write").getString("mode")).isEqualTo("write");
        assertProblems(
                schema, List.of("mode=wriet"), "mode: expected one of read, write, got 'wriet'; did you mean write?");
    }

    @Test
    void allProblemsAreInOneMessage() {
        ParameterSchema schema = ParameterSchema.of(
                parameter("size", ParameterType.SIZE).required().build(),
                parameter("name", ParameterType.STRING).required().build());
        assertThatExceptionOfType(ParameterProblems.class)
                .isThrownBy(() -> bind(schema, "size=5X", "colour=red"))
                .withMessage("""
                        colour: there is no such parameter; the parameters are size, name
                        size: expected a size such as 512, 64K, 10M or 1G, got '5X'
                        name: is required and missing: expected text""");
    }

    @Test
    void anUnknownKeyGetsTheNearestOne() {
        assertProblems(
                ParameterSchema.of(parameter("size", ParameterType.SIZE).build()),
                List.of("szie=5"),
                "szie: there is no such parameter; did you mean size?");
    }

    @Test
    void aPluginWithoutParametersSaysSo() {
        assertProblems(
                ParameterSchema.EMPTY, List.of("size=5"), "size: there is no such parameter; there are no parameters");
    }

    @Test
    void undeclaredParametersArePassedOnInTheirOrderIfTheyAreAccepted() {
        ParameterSchema schema = new ParameterSchema(
                List.of(parameter("size", ParameterType.SIZE).build()), true);
        ParameterValues values = bind(schema, "b=1", "size=2", "a=", "b=3");
        assertThat(values.others()).containsExactly(Map.entry("b", "1"), Map.entry("a", ""), Map.entry("b", "3"));
        assertThat(values.getLong("size")).isEqualTo(2);
    }

    @Test
    void theLastOfRepeatedKeysCounts() {
        ParameterSchema schema =
                ParameterSchema.of(parameter("size", ParameterType.SIZE).build());
        assertThat(bind(schema, "size=1M", "size=2M").getLong("size")).isEqualTo(2 << 20);
    }

    @Test
    void aRepeatableParameterIsAListOfAll() {
        ParameterSchema schema = ParameterSchema.of(
                parameter("port", ParameterType.INT).repeatable(true).build());
        assertThat(bind(schema, "port=1", "port=2").get("port")).isEqualTo(List.of(1L, 2L));
        assertThat(bind(schema).get("port")).isEqualTo(List.of());
        assertProblems(
                schema,
                List.of("port=a", "port=b"),
                "port: expected a whole number such as 12 or 0x1f, got 'a'",
                "port: expected a whole number such as 12 or 0x1f, got 'b'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk.img", "9a=b", "a b=c", "=b", "-a=b", "/a=b", "ä=b", ""})
    void aWordWithoutAKeyGoesToTheMagicParameter(String word) {
        ParameterSchema schema = ParameterSchema.of(
                parameter("text", ParameterType.STRING).magic().build());
        assertThat(bind(schema, word).getString("text")).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "a9", "a.b", "a_b", "a-b"})
    void aKeyIsALetterAndThenLettersDigitsDotsDashesAndUnderscores(String key) {
        ParameterSchema schema = ParameterSchema.of(
                parameter(key, ParameterType.STRING).build(),
                parameter("magic", ParameterType.STRING).magic().build());
        assertThat(bind(schema, key + "=b").getString(key)).isEqualTo("b");
    }

    @Test
    void withoutAMagicParameterEveryWordNeedsAKey() {
        assertProblems(
                ParameterSchema.of(parameter("size", ParameterType.SIZE).build()),
                List.of("64M"),
                "'64M' has no key, and no parameter takes a bare value: expected KEY=VALUE; the parameters are size");
    }

    @Test
    void whatMayBeASecretIsNotSaid() {
        assertThatExceptionOfType(ParameterProblems.class)
                .isThrownBy(() -> bind(ParameterSchema.EMPTY, "pass word=hunter2", "pasword=hunter2"))
                .satisfies(e -> assertThat(e.problems()).hasSize(2))
                .satisfies(e -> assertThat(e).message().doesNotContain("hunter2"));
    }

    @Test
    void defaultsAreParsedLikeWhatIsGiven() {
        ParameterSchema schema = ParameterSchema.of(
                parameter("size", ParameterType.SIZE).defaultText("1K").build(),
                parameter("file", ParameterType.PATH).defaultText("disk.img").build(),
                parameter("port", ParameterType.INT)
                        .repeatable(true)
                        .defaultText("10809")
                        .build());
        ParameterValues values = bind(schema);
        assertThat(values.getLong("size")).isEqualTo(1024);
        assertThat(values.getPath("file")).isEqualTo(Path.of("/home/user/disk.img"));
        assertThat(values.get("port")).isEqualTo(List.of(10809L));
        assertThat(bind(schema, "size=1").getLong("size")).isEqualTo(1);
    }

    @Test
    void aDefaultThatDoesNotFitIsThePluginsOwnMistake() {
        assertProblems(
                ParameterSchema.of(
                        parameter("size", ParameterType.SIZE).defaultText("5X").build()),
                List.of(),
                "size: the plugin's own default does not fit: expected a size such as 512, 64K, 10M or 1G, got '5X'");
    }

    @Test
    void whatIsNotGivenAndHasNoDefaultIsNothing() {
        ParameterSchema schema =
                ParameterSchema.of(parameter("size", ParameterType.SIZE).build());
        assertThat(bind(schema).has("size")).isFalse();
    }

    private void assertProblems(ParameterSchema schema, List<String> words, String... problems) {
        assertThatExceptionOfType(ParameterProblems.class)
                .isThrownBy(() -> binder.bind(schema, words))
                .satisfies(e -> assertThat(e.problems()).containsExactly(problems));
    }

    @Test
    void aKeyGoesToTheOutermostLayerThatDeclaresIt() {
        ParameterSchema size =
                ParameterSchema.of(parameter("size", ParameterType.SIZE).build());
        ParameterSchema both = ParameterSchema.of(
                parameter("offset", ParameterType.SIZE).build(),
                parameter("size", ParameterType.SIZE).build());
        List<ParameterValues> values =
                binder.bind(List.of(ParameterSchema.EMPTY, size, both), List.of("size=1", "offset=2"));
        assertThat(values.get(1).getLong("size")).isEqualTo(1);
        assertThat(values.get(2).has("size")).isFalse();
        assertThat(values.get(2).getLong("offset")).isEqualTo(2);
    }

    @Test
    void aBareValueGoesToTheOutermostLayerThatHasAMagicParameter() {
        ParameterSchema plain =
                ParameterSchema.of(parameter("a", ParameterType.STRING).build());
        ParameterSchema magic =
                ParameterSchema.of(parameter("b", ParameterType.STRING).magic().build());
        List<ParameterValues> values = binder.bind(List.of(plain, magic, magic), List.of("x"));
        assertThat(values.get(1).getString("b")).isEqualTo("x");
        assertThat(values.get(2).has("b")).isFalse();
    }

    @Test
    void whatNoLayerDeclaresGoesToTheOutermostThatAcceptsOthers() {
        ParameterSchema size =
                ParameterSchema.of(parameter("size", ParameterType.SIZE).build());
        ParameterSchema any = new ParameterSchema(List.of(), true);
        List<ParameterValues> values = binder.bind(List.of(any, size, any), List.of("size=1", "x=2"));
        assertThat(values.get(0).others()).containsExactly(Map.entry("x", "2"));
        assertThat(values.get(1).getLong("size")).isEqualTo(1);
        assertThat(values.get(2).others()).isEmpty();
    }

    @Test
    void theProblemsOfAllLayersAreInOneMessage() {
        ParameterSchema size = ParameterSchema.of(
                parameter("size", ParameterType.SIZE).required().build());
        ParameterSchema range =
                ParameterSchema.of(parameter("range", ParameterType.SIZE).build());
        assertThatExceptionOfType(ParameterProblems.class)
                .isThrownBy(() -> binder.bind(List.of(range, size), List.of("range=x", "colour=red")))
                .satisfies(e -> assertThat(e.problems())
                        .containsExactly(
                                "colour: there is no such parameter; the parameters are range, size",
                                "range: expected a size such as 512, 64K, 10M or 1G, got 'x'",
                                "size: is required and missing: expected a size such as 512, 64K, 10M or 1G"));
    }

    @Test
    void aRequiredParameterThatAnOuterLayerHasTakenIsMissingForThatReason() {
        ParameterSchema size = ParameterSchema.of(
                parameter("size", ParameterType.SIZE).required().build());
        assertThatExceptionOfType(ParameterProblems.class)
                .isThrownBy(() -> binder.bind(List.of(size, size), List.of("size=1", "size=2")))
                .satisfies(e -> assertThat(e.problems())
                        .containsExactly(
                                "size: is required and missing: expected a size such as 512, 64K, 10M or 1G; what is given"
                                        + " goes to the first layer that has such a parameter, not to all"));
    }
}
