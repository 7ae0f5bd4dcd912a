package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.fakes.FakeConnection;

/** The filters that are about clients and exports rather than data. */
class ClientFiltersTest {
    private final ModelPlugin plugin = new ModelPlugin(new byte[1024]);

    private FilterStack start(Filter filter, String... parameters) {
        return FilterStack.start(filter, plugin, parameters);
    }

    private static FakeConnection client() {
        return new FakeConnection();
    }

    @Test
    void limitTurnsAwayWhoeverIsTooMuchUntilSomebodyLeaves() {
        FilterStack stack = start(new LimitFilter(), "limit=2");
        FakeConnection first = client();
        stack.stack().preconnect(first);
        stack.stack().preconnect(client());
        assertThatThrownBy(() -> stack.stack().preconnect(client()))
                .hasMessage("limit: 2 clients are connected already");
        first.leave();
        stack.stack().preconnect(client());
    }

    @Test
    void exitlastEndsTheServerWithItsLastClient() {
        FilterStack stack = start(new ExitlastFilter());
        FakeConnection first = client();
        FakeConnection second = client();
        stack.stack().preconnect(first);
        stack.stack().preconnect(second);
        first.leave();
        assertThat(stack.services().shutdowns).hasValue(0);
        second.leave();
        assertThat(stack.services().shutdowns).hasPositiveValue();
    }

    @Test
    void exitlastWaitsForAnotherClientAsLongAsItsGraceLasts() {
        try (FilterStack stack = start(new ExitlastFilter(), "exitlast-grace=3600")) {
            FakeConnection first = client();
            stack.stack().preconnect(first);
            first.leave();
            assertThat(stack.services().shutdowns).hasValue(0);
        }
        try (FilterStack stack = start(new ExitlastFilter(), "exitlast-grace=1ms")) {
            FakeConnection first = client();
            stack.stack().preconnect(first);
            first.leave();
            Awaitility.await().until(() -> stack.services().shutdowns.get() > 0);
        }
    }

    @Test
    void timeLimitEndsAConnectionSoftly() {
        try (FilterStack stack = start(new TimeLimitFilter(), "time-limit=1ms")) {
            FakeConnection connection = client();
            stack.stack().preconnect(connection);
            Awaitility.await().until(() -> connection.disconnections.equals(List.of(false)));
        }
    }

    @Test
    void tlsFallbackShowsAMessageToClientsWithoutTls() {
        FilterStack stack = start(new TlsFallbackFilter(), "tlsreadme=use TLS");
        try (Disk disk = stack.open()) {
            assertThat(disk.size()).isEqualTo(512);
            assertThat(new String(ModelRead.of(disk, 0, 8), StandardCharsets.UTF_8))
                    .isEqualTo("use TLS\n");
            assertThat(disk.capabilities().canWrite()).isFalse();
        }
        assertThat(stack.stack().listExports(client())).containsExactly(new Export(""));
        assertThat(plugin.open).hasValue(0);
    }

    @Test
    void openonceOpensAnExportOnceUntilTheServerEnds() {
        try (FilterStack stack = start(new OpenonceFilter())) {
            try (Disk one = stack.open();
                    Disk two = stack.open()) {
                one.write(ByteBuffer.wrap(new byte[] {1}), 0, RequestFlags.NONE);
                assertThat(ModelRead.of(two, 0, 1)).containsExactly(1);
            }
            assertThat(plugin.open).hasValue(1);
            stack.stack().open(new FakeConnection("other", false)).close();
            assertThat(plugin.open).hasValue(2);
        }
        assertThat(plugin.open).hasValue(0);
    }

    private List<Export> exports(String... parameters) {
        return start(new ExportnameFilter(), parameters).stack().listExports(client());
    }

    @Test
    void exportnameDecidesWhatTheListHas() {
        assertThat(exports()).containsExactly(new Export("", "the only one"), new Export("other"));
        assertThat(exports("exportname-list=empty")).isEmpty();
        assertThat(exports("exportname-list=explicit", "exportname=a", "exportname=b"))
                .containsExactly(new Export("a"), new Export("b"));
        assertThat(exports("exportname-list=defaultonly", "default-export=c")).containsExactly(new Export("c"));
        assertThatThrownBy(() -> exports("exportname-list=error")).hasMessage("exportname: the list is not shown");
    }

    @Test
    void exportnameDecidesTheDescriptions() {
        assertThat(exports("exportdesc=none").getFirst().description()).isNull();
        assertThat(exports("exportdesc=fixed:same").getLast().description()).isEqualTo("same");
        assertThat(exports("exportdesc=script:echo \"<$name>\"").getLast().description())
                .isEqualTo("<other>");
        assertThatThrownBy(() -> exports("exportdesc=no")).hasMessageStartingWith("exportdesc: expected keep");
    }

    @Test
    void exportnameCanRefuseAllOtherExports() {
        FilterStack stack = start(new ExportnameFilter(), "exportname-strict=true", "exportname=a");
        stack.stack().open(new FakeConnection("a", false)).close();
        assertThatThrownBy(stack::open)
                .isInstanceOfSatisfying(
                        NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    }

    @Test
    void retryRequestMakesARequestAgainAfterADelay() {
        FakeConnection connection = client();
        FilterStack stack = start(new RetryRequestFilter(), "retry-request-delay=3s", "retry-request-retries=2");
        try (Disk disk = stack.stack().open(connection)) {
            plugin.failure = new NbdException(Errno.EIO, "a bad time");
            assertThatThrownBy(() -> ModelRead.of(disk, 0, 1)).hasMessage("a bad time");
            assertThat(connection.sleeps).hasSize(2);
        }
    }
}
