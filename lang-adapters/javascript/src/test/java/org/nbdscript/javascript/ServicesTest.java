package org.nbdscript.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.TlsIdentity;
import org.nbdscript.api.spi.ScriptLanguage;
import org.nbdscript.fakes.FakeConnection;

class ServicesTest {
    @TempDir
    private Path directory;

    private LoadedScript script(String text) {
        return LoadedScript.of(directory, "services.js", "const getSize = () => 8, pread = () => {};\n" + text);
    }

    @Test
    void theLanguageIsFound() {
        ScriptLanguage language =
                ServiceLoader.load(ScriptLanguage.class).findFirst().orElseThrow();
        assertThat(language.name()).isEqualTo("javascript");
        assertThat(language.engine()).matches("GraalJS 25\\.0\\.\\d+, (interpreted|compiled)");
    }

    @Test
    void outputGoesToTheHost() {
        try (LoadedScript script = script("""
                console.log('a', 1, { b: [2] }); console.info('i'); console.warn('w'); console.error('e');
                console.debug('d'); print('p'); nbdscript.debug('nd'); nbdscript.error('ne'); nbdscript.warn('nw');
                """)) {
            assertThat(script.host.printed).containsExactly("a 1 {b: [2]}", "i", "p");
            assertThat(script.host.log)
                    .containsExactly("warning: w", "error: e", "debug: d", "debug: nd", "error: ne", "warning: nw");
        }
    }

    @Test
    void parsersAreTheHosts() {
        LoadedScript script = script("""
                const { parseSize, parseDuration, parseProbability, parseBool } = nbdscript;
                print(parseSize('64K'), parseDuration('100ms'), parseProbability('1:4'), parseBool('on'));
                print(parseSize('7E') > 2 ** 62, nbdscript.readPassword('-'));
                const unload = () => { try { parseSize('x'); } catch (e) { print(String(e)); } nbdscript.shutdown(); };
                """);
        assertThat(script.host.printed).containsExactly("65536 0.1 0.25 true", "true secret of -");
        script.close();
        assertThat(script.host.printed).anyMatch(line -> line.contains("expected a size such as 512"));
        assertThat(script.host.shutdowns).hasValue(1);
    }

    @Test
    void parametersAreTheLanguagesOwn() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("text", "t");
        values.put("size", 1L << 40);
        values.put("large", Long.MAX_VALUE);
        values.put("delay", Duration.ofMillis(1500));
        values.put("chance", 0.5);
        values.put("flag", true);
        values.put("file", Path.of("/tmp/x"));
        values.put("url", URI.create("http://h/x"));
        values.put("bytes", new byte[] {1, -1});
        values.put("many", List.of(1L, 2L));
        values.put("missing", null);
        try (LoadedScript script = script("""
                function configure({ missing = 'default', ...p }) {
                    for (const [key, value] of Object.entries(p)) print(key, typeof value, String(value));
                    print(missing, p.bytes instanceof Uint8Array, Array.isArray(p.many));
                }
                """)) {
            script.configure(values);
            assertThat(script.host.printed)
                    .containsExactly(
                            "text string t",
                            "size number 1099511627776",
                            "large bigint 9223372036854775807",
                            "delay number 1.5",
                            "chance number 0.5",
                            "flag boolean true",
                            "file string /tmp/x",
                            "url string http://h/x",
                            "bytes object 1,255",
                            "many object 1,2",
                            "default true true");
        }
    }

    @Test
    void contextsTellTheConnection() {
        try (LoadedScript script = script("""
                function preconnect(context) { print('pre', context.peer.address); }
                function open({ exportName, readOnly, tls, peer, disconnect }) {
                    print(exportName, readOnly, tls, peer.address, peer.pid, peer.uid, peer.gid);
                    disconnect(true);
                    return {};
                }
                function close() { print('closed'); }
                """)) {
            FakeConnection connection = new FakeConnection("e").withTls(TlsIdentity.ANONYMOUS);
            script.plugin.preconnect(connection);
            script.plugin.open(connection).close();
            assertThat(script.host.printed)
                    .containsExactly("pre 127.0.0.1:4711", "e false true 127.0.0.1:4711 12 1000 undefined", "closed");
            assertThat(connection.disconnections).containsExactly(true);
        }
    }

    @Test
    void preconnectTurnsClientsAway() {
        try (LoadedScript script = script("function preconnect({ peer }) { nbdscript.fail('EPERM', peer.address); }")) {
            assertThatThrownBy(() -> script.plugin.preconnect(new FakeConnection()))
                    .isInstanceOf(NbdException.class)
                    .hasMessage("127.0.0.1:4711");
        }
    }
}
