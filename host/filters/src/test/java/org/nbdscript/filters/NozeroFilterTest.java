package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

class NozeroFilterTest extends FilterContract {
    private static final RequestFlags FAST = RequestFlags.of(RequestFlags.FAST_ZERO);

    @Override
    protected Filter filter() {
        return new NozeroFilter();
    }

    @Override
    protected String[] parameters() {
        return new String[] {"zero-mode=emulate"};
    }

    private static Disk open(ModelPlugin plugin, String... parameters) {
        return FilterStack.start(new NozeroFilter(), plugin, parameters).open();
    }

    private static Disk open(String... parameters) {
        return open(new ModelPlugin(new byte[4096]), parameters);
    }

    @Test
    void noneHidesZeroesFromClients() {
        assertThat(open().capabilities().zero()).isEqualTo(Support.NONE);
        assertThat(open().capabilities().canFastZero()).isFalse();
    }

    @Test
    void emulateWritesZeroesAndRefusesFastOnes() {
        ModelPlugin plugin = new ModelPlugin(new byte[] {1, 2, 3, 4});
        try (Disk disk = open(plugin, "zero-mode=emulate")) {
            disk.zero(1, 2, RequestFlags.NONE);
            assertThat(plugin.content).containsExactly(1, 0, 0, 4);
            assertThat(disk.capabilities().canFastZero()).isTrue();
            assertThatThrownBy(() -> disk.zero(0, 4, FAST)).hasMessage("nozero: no zero is fast");
        }
    }

    @Test
    void aFastZeroThatIsIgnoredIsASlowOne() {
        ModelPlugin plugin = new ModelPlugin(new byte[] {1, 2, 3, 4});
        try (Disk disk = open(plugin, "zero-mode=emulate", "fast-zero-mode=ignore")) {
            disk.zero(0, 4, FAST);
            assertThat(plugin.content).containsOnly(0);
        }
    }

    @Test
    void slowRefusesWhatThePluginCouldDo() {
        try (Disk disk = open("zero-mode=plugin", "fast-zero-mode=slow")) {
            assertThatThrownBy(() -> disk.zero(0, 4, FAST)).hasMessage("nozero: no zero is fast");
        }
    }

    @Test
    void aPluginThatHasNoZeroCannotBeAskedForIts() {
        ModelPlugin plugin = new ModelPlugin(new byte[512]);
        plugin.capabilities = ModelPlugin.PLAIN;
        assertThatThrownBy(() -> open(plugin, "zero-mode=notrim"))
                .hasMessage("nozero: zero-mode=notrim needs a plugin that has zero of its own");
    }
}
