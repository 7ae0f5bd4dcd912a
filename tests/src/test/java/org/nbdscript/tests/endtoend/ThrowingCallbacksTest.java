package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Callback;
import org.nbdscript.client.ClientOptions;
import org.nbdscript.client.NbdClient;
import org.nbdscript.client.OptionRefusedException;
import org.nbdscript.client.RequestFailedException;
import org.nbdscript.protocol.NbdUri;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.tests.endtoend.Installation.Language;

/**
 * A script throws ENOSPC in each of its callbacks: in that one alone whose name the client asks for as an export. The
 * client gets that number and the text, or the export is refused, and the server goes on.
 */
class ThrowingCallbacksTest {
    private static final String JAVASCRIPT = """
            const full = name => () => { throw Object.assign(new Error('no ' + name), { code: 'ENOSPC' }); };
            export function open(context) {
              const disk = { getSize: () => 1 << 20, pread() {}, pwrite() {}, flush() {}, trim() {}, zero() {},
                extents: (count, offset) => [[offset, count, 'data']], cache() {}, metaContexts: () => ['x-full:mark'],
                blockStatus: (context, count, offset) => [[offset, count, 1]] };
              const name = context.exportName;
              if (name === 'open') full(name)();
              if (name !== '') disk[name] = full(name);
              return disk;
            }
            """;
    private static final String PYTHON = """
            import errno
            def full(name):
                def fail(*arguments): raise OSError(errno.ENOSPC, 'no ' + name)
                return fail
            class Disk(object):
                def get_size(self): return 1 << 20
                def pread(self, buf, offset): pass
                def pwrite(self, buf, offset): pass
                def flush(self): pass
                def trim(self, count, offset): pass
                def zero(self, count, offset): pass
                def extents(self, count, offset): return [(offset, count, 'data')]
                def cache(self, count, offset): pass
                def meta_contexts(self): return ['x-full:mark']
                def block_status(self, context, count, offset): return [(offset, count, 1)]
            def open(context):
                name = str(context.export_name)
                if name == 'open': full(name)()
                disk = Disk()
                if name: setattr(disk, name, full(name))
                return disk
            """;
    private static final String GROOVY = """
            def full(name) { { Object... arguments -> throw new NbdException(ENOSPC, 'no ' + name) } }
            def open(context) {
              def name = context.exportName
              if (name == 'open') full(name).call()
              def disk = [getSize: { 1 << 20 }, pread: { buf, offset -> }, pwrite: { buf, offset -> }, flush: { },
                          trim: { count, offset -> }, zero: { count, offset -> },
                          extents: { count, offset -> [[offset, count, 'data']] }, cache: { count, offset -> },
                          metaContexts: { ['x-full:mark'] }, blockStatus: { meta, count, offset -> [[offset, count, 1]] }]
              if (name) disk[name] = full(name)
              disk
            }
            """;

    @TempDir
    Path directory;

    private String script(Language language) throws IOException {
        String text = switch (language) {
            case JAVASCRIPT -> JAVASCRIPT;
            case PYTHON -> PYTHON;
            case GROOVY -> GROOVY;
        };
        String name = "full" + List.of(".js", ".py", ".groovy").get(language.ordinal());
        Files.writeString(directory.resolve(name), text);
        return name;
    }

    @ParameterizedTest
    @EnumSource
    void anyCallbackOfADiskMayThrow(Language language) throws IOException {
        try (Server server = Server.start(directory, script(language))) {
            for (Callback callback : Callback.values()) {
                if (callback.scope() == Callback.Scope.DISK || callback == Callback.OPEN) {
                    String name = language == Language.PYTHON ? callback.snakeCase() : callback.camelCase();
                    assertFailsAlone(server, callback, name);
                }
            }
            try (NbdClient client = NbdClient.connect(NbdUri.parse(server.uri()))) {
                useAll(client);
            }
            server.stop();
            assertThat(server.log()).contains("no pread", "full.").doesNotContain("\tat ");
        }
    }

    private static void assertFailsAlone(Server server, Callback callback, String name) throws IOException {
        NbdUri uri = NbdUri.parse(server.uri(name));
        switch (callback) {
            case PREAD, PWRITE, FLUSH, TRIM, ZERO, EXTENTS, CACHE, BLOCK_STATUS, RESIZE -> {
                ClientOptions options = callback == Callback.BLOCK_STATUS
                        ? ClientOptions.ALL.withMetaContexts("x-full:mark")
                        : ClientOptions.ALL;
                try (NbdClient client = NbdClient.connect(uri, options)) {
                    assertThatThrownBy(call(client, callback))
                            .as(name)
                            .isInstanceOfSatisfying(
                                    RequestFailedException.class,
                                    e -> assertThat(e.error()).isEqualTo(NbdError.ENOSPC))
                            .hasMessageContaining("no " + name);
                    Stream.of(Callback.PREAD, Callback.PWRITE, Callback.FLUSH)
                            .filter(other -> other != callback)
                            .forEach(other -> run(call(client, other)));
                }
            }
            case CLOSE -> {
                try (NbdClient client = NbdClient.connect(uri)) {
                    useAll(client);
                }
            }
            default ->
                assertThatThrownBy(() -> useAll(NbdClient.connect(uri)))
                        .as(name)
                        .isInstanceOf(OptionRefusedException.class)
                        .hasMessageContaining("no " + name);
        }
    }

    private static ThrowingCallable call(NbdClient client, Callback callback) {
        return switch (callback) {
            case PREAD -> () -> client.read(ByteBuffer.allocate(512), 0);
            case PWRITE -> () -> client.write(ByteBuffer.allocate(512), 0, false);
            case FLUSH -> client::flush;
            case TRIM -> () -> client.trim(0, 512, false);
            case ZERO -> () -> client.zero(0, 512, 0);
            case EXTENTS, BLOCK_STATUS -> () -> client.blockStatus(0, 512, false);
            case RESIZE -> () -> client.resize(1 << 20);
            case CACHE -> () -> client.cache(0, 512);
            default -> throw new IllegalArgumentException(callback + " is called for no request");
        };
    }

    private static void useAll(NbdClient client) {
        Stream.of(
                        Callback.PREAD,
                        Callback.PWRITE,
                        Callback.FLUSH,
                        Callback.TRIM,
                        Callback.ZERO,
                        Callback.EXTENTS,
                        Callback.CACHE)
                .forEach(callback -> run(call(client, callback)));
    }

    private static void run(ThrowingCallable call) {
        try {
            call.call();
        } catch (Throwable e) {
            throw new AssertionError("a call that should succeed has failed", e);
        }
    }

    /** A script in which these callbacks throw. */
    private void plugin(Callback... callbacks) throws IOException {
        StringBuilder text = new StringBuilder("""
                export function getSize() { return 512; }
                export function pread(buf, offset) {}
                """);
        for (Callback callback : callbacks) {
            text.append("export function ")
                    .append(callback.camelCase())
                    .append("() { throw new Error('no ")
                    .append(callback.camelCase())
                    .append("'); }\n");
        }
        Files.writeString(directory.resolve("start.js"), text);
    }

    private Command.Result serve(String command) {
        return Command.in(directory, nbdscript(), "start.js", "--run", command).run();
    }

    @ParameterizedTest
    @EnumSource(
            value = Callback.class,
            names = {"CONFIGURE", "THREAD_MODEL", "GET_READY", "AFTER_FORK"})
    void aStartIsRefusedByACallbackThatThrowsThen(Callback callback) throws IOException {
        plugin(callback);
        assertThat(serve("echo served").endsWith(1))
                .satisfies(result -> assertThat(result.output()).isEmpty())
                .satisfies(result -> assertThat(result.errors()).contains("start.js:3", "no " + callback.camelCase()));
    }

    @Test
    void anEndIsNotHeldUpByCallbacksThatThrowThen() throws IOException {
        plugin(Callback.CLEANUP, Callback.UNLOAD);
        assertThat(serve("echo served").succeeds())
                .satisfies(result -> assertThat(result.output()).isEqualTo("served\n"))
                .satisfies(result ->
                        assertThat(result.errors()).contains("start.js:3", "no cleanup", "start.js:4", "no unload"));
    }

    private void assertRefusesTwice(String command) {
        Command.Result result = serve("for i in 1 2; do %s \"$uri\" 2>/dev/null && exit 3; done; echo refused twice"
                        .formatted(command))
                .succeeds();
        assertThat(result.output()).as(command).isEqualTo("refused twice\n");
        assertThat(result.errors()).contains("start.js:3", "no ");
    }

    @Test
    void clientsAreTurnedAwayByACallbackThatThrowsForThemAndTheServerGoesOn() throws IOException {
        requires("nbdinfo");
        plugin(Callback.PRECONNECT);
        assertRefusesTwice("nbdinfo --size");
        plugin(Callback.DEFAULT_EXPORT, Callback.LIST_EXPORTS);
        assertRefusesTwice("nbdinfo --size");
        plugin(Callback.LIST_EXPORTS);
        assertRefusesTwice("nbdinfo --list");
    }
}
