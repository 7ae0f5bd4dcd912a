package org.nbdscript.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ScriptException;

class CallbackCheckTest {
    private final FakeScript script = new FakeScript();

    private void whole() {
        script.define(Callback.GET_SIZE, none -> 1024L).define(Callback.PREAD, none -> null);
    }

    @Test
    void aWholeScriptHasNothingToSay() {
        whole();
        assertThat(CallbackCheck.check(script, false)).isEmpty();
    }

    @Test
    void missingRequiredCallbacksAreAllNamed() {
        assertThatExceptionOfType(ScriptException.class)
                .isThrownBy(() -> CallbackCheck.check(script, false))
                .withMessageContaining("fake.py: get_size is missing")
                .withMessageContaining("fake.py: pread is missing");
    }

    @Test
    void aSlipOfARequiredCallbackIsShownWithItsLine() {
        script.define(Callback.GET_SIZE, none -> 1024L).member("praed", 2, 2);
        assertThatExceptionOfType(ScriptException.class)
                .isThrownBy(() -> CallbackCheck.check(script, false))
                .withMessage("fake.py:2: pread is missing, without which there is no disk; `praed` looks like `pread`");
    }

    @Test
    void aSlipOfAnOptionalCallbackIsAWarning() {
        whole();
        script.member("pwirte", 2, 2);
        assertThat(CallbackCheck.check(script, false))
                .singleElement()
                .asString()
                .startsWith("fake.py:3: `pwirte` looks like `pwrite`");
    }

    @Test
    void whatIsOnlyAWarningIsSaidTogetherWithTheProblems() {
        script.define(Callback.GET_SIZE, none -> 1024L).member("pread", 4, 4).member("pwirte", 2, 2);
        assertThatExceptionOfType(ScriptException.class)
                .isThrownBy(() -> CallbackCheck.check(script, false))
                .withMessageContaining("fake.py:2: pread requires 4 parameters")
                .withMessageContaining("fake.py:3: `pwirte` looks like `pwrite`");
    }

    @Test
    void theOtherLanguagesSpellingIsASlip() {
        whole();
        script.member("canMultiConn", 0, 0);
        assertThat(CallbackCheck.check(script, false))
                .singleElement()
                .asString()
                .contains("`canMultiConn` looks like `can_multi_conn`");
    }

    @Test
    void helpersNearADefinedCallbackAndPrivateNamesAreNoSlips() {
        whole();
        script.member("read", 1, 1).member("_pwirte", 1, 1).member("format_block", 1, 1);
        assertThat(CallbackCheck.check(script, false)).isEmpty();
    }

    @Test
    void moreRequiredParametersThanAreGivenIsAnErrorWithTheSignature() {
        script.define(Callback.GET_SIZE, none -> 1024L).member("pread", 4, 4);
        assertThatExceptionOfType(ScriptException.class)
                .isThrownBy(() -> CallbackCheck.check(script, false))
                .withMessageContaining(
                        "fake.py:2: pread requires 4 parameters, but is given at most 3: pread(buf, offset, flags)");
    }

    @Test
    void theHandleIsAParameterMore() {
        script.handles = true;
        script.member("get_size", 1, 1).member("pread", 4, 4);
        assertThat(CallbackCheck.check(script, false)).isEmpty();
    }

    @Test
    void aScriptThatOpensItsDisksIsCheckedWhenItDoes() {
        script.handles = true;
        script.define(Callback.OPEN, context -> script);
        assertThat(CallbackCheck.check(script, false)).isEmpty();
    }
}
