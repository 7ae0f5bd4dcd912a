package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.VsockAddress;
import org.nbdscript.engine.Alignment;
import org.nbdscript.protocol.handshake.HandshakeFlags;
import org.nbdscript.server.Admission;
import org.nbdscript.server.GivenConnection;
import org.nbdscript.server.HandshakeOffer;
import org.nbdscript.server.KeepAlive;
import org.nbdscript.server.ListenAddress;
import org.nbdscript.server.ListenAddress.Family;
import org.nbdscript.server.UnixPermissions;
import org.nbdscript.server.access.Access;
import org.nbdscript.server.access.AccessSyntax;

class OptionsParserTest {
    private static final Endpoint PRIVATE = new Endpoint.PrivateUnix(UnixPermissions.UNCHANGED);

    private static Endpoint tcp(@Nullable String host, int port, Family family) {
        return new Endpoint.Known(new ListenAddress.Tcp(host, port, family));
    }

    @Test
    void listenIsRepeatedAndComesAfterTheOtherAddress() {
        assertThat(OptionsParser.parse("--listen=tcp6:0", "-p", "4711", "memory", "--listen", "unix:-")
                        .endpoints())
                .containsExactly(tcp(null, 4711, Family.ANY), tcp(null, 0, Family.IPV6), PRIVATE);
        assertThat(OptionsParser.parse("--listen=unix:-", "memory").endpoints()).containsExactly(PRIVATE);
        assertThat(OptionsParser.parse("--listen=tcp:0", "--run=true", "memory").endpoints())
                .containsExactly(tcp(null, 0, Family.ANY));
    }

    @Test
    void vsockTakesThePort() {
        assertThat(OptionsParser.parse("--vsock", "-p", "4294967294", "memory").endpoints())
                .containsExactly(new Endpoint.Known(new ListenAddress.Vsock(VsockAddress.ANY_CID, 4294967294L)));
        assertThat(OptionsParser.parse("--vsock", "--run=true", "memory").endpoints())
                .containsExactly(new Endpoint.Known(new ListenAddress.Vsock(VsockAddress.ANY_CID, 10809)));
    }

    @Test
    void permissionsAreThoseOfAllUnixSockets() {
        UnixPermissions permissions = new UnixPermissions(0660, "root", "0");
        assertThat(OptionsParser.parse(
                                "--unix-mode=660",
                                "--unix-owner=root",
                                "--unix-group=0",
                                "--listen=unix:-",
                                "-U",
                                "/s",
                                "memory")
                        .endpoints())
                .containsExactly(
                        new Endpoint.Known(new ListenAddress.Unix(Path.of("/s"), permissions)),
                        new Endpoint.PrivateUnix(permissions));
    }

    @Test
    void withoutOptionsTheDefaultsHold() {
        Options expected = new Options(
                Options.Action.SERVE,
                List.of(tcp(null, 10809, Family.ANY)),
                List.of(),
                false,
                Admission.DEFAULT,
                AccessOptions.NONE,
                false,
                "",
                16,
                Alignment.FIX,
                null,
                false,
                null,
                false,
                false,
                false,
                false,
                HandshakeOffer.ALL,
                null,
                TlsOptions.DEFAULT,
                ProcessOptions.NONE,
                null,
                List.of(),
                List.of("memory", "64M"));
        assertThat(OptionsParser.parse("memory", "64M")).isEqualTo(expected);
    }

    @Test
    void aSingleClientNeedsNoAddress() {
        for (String name : List.of("-s", "--single", "--stdin")) {
            Options options = OptionsParser.parse(name, "memory");
            assertThat(options.single()).isTrue();
            assertThat(options.endpoints()).isEmpty();
        }
    }

    @Test
    void aClientInTransmissionNeedsNoAddressEither() {
        Options options = OptionsParser.parse("--transmission", "fd=3", "--transmission", "fd=4", "memory");
        assertThat(options.endpoints()).isEmpty();
        assertThat(options.given()).map(GivenConnection::input).containsExactly(3, 4);
        assertThat(OptionsParser.parse("--transmission=fd=3", "--listen=unix:-", "memory")
                        .endpoints())
                .containsExactly(PRIVATE);
    }

    @Test
    void theAdmissionOfClientsHasItsOptions() {
        assertThat(OptionsParser.parse(
                                "--max-connections=5",
                                "--max-connections-per-address=2",
                                "--when-full=wait",
                                "--timeout=1.5",
                                "--exit-last-grace=2s",
                                "memory")
                        .admission())
                .isEqualTo(new Admission(
                        5,
                        2,
                        Admission.WhenFull.WAIT,
                        Duration.ofMillis(1500),
                        Duration.ofSeconds(2),
                        Access.EVERYBODY));
        assertThat(OptionsParser.parse("--exit-last", "memory").admission().exitAfterLast())
                .isZero();
    }

    @Test
    void theRulesOfAccessAreInTheirOrder() {
        AccessOptions access = OptionsParser.parse(
                        "--access=deny:192.0.2.7", "--access", "allow uid:0", "--access-list=list", "memory")
                .access();
        assertThat(access.rules().rules())
                .containsExactly(AccessSyntax.rule("deny 192.0.2.7"), AccessSyntax.rule("allow uid:0"));
        assertThat(access.file()).isEqualTo(Path.of("list").toAbsolutePath());
    }

    @Test
    void inheritedSocketsComeFirstAndReplaceTheUsualPort() {
        SocketActivation activation = new SocketActivation(List.of(new ListenAddress.Inherited(3, "disk")), null);
        assertThat(OptionsParser.parse(activation, "memory", "--listen=unix:-").endpoints())
                .containsExactly(new Endpoint.Known(new ListenAddress.Inherited(3, "disk")), PRIVATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-p 1", "-i ::1", "-4", "-6", "-U x", "--vsock", "-s", "--run x", "--daemon"})
    void inheritedSocketsExcludeWhatSaysOtherwise(String option) {
        SocketActivation activation = new SocketActivation(List.of(new ListenAddress.Inherited(3, "")), null);
        String[] words = ("memory " + option).split(" ", -1);
        assertThatThrownBy(() -> OptionsParser.parse(activation, words))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(" and LISTEN_FDS exclude each other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-p 1",
                "-i ::1",
                "-4",
                "-6",
                "-U x",
                "--vsock",
                "--run x",
                "--daemon",
                "--listen unix:-",
                "--dump-plugin",
                "--transmission fd=3"
            })
    void aSingleClientExcludesWhatSaysOtherwise(String option) {
        assertThatThrownBy(() -> OptionsParser.parse(("-s memory " + option).split(" ", -1)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--single and --")
                .hasMessageContaining("exclude each other");
    }

    @Test
    void optionsStandBeforeAndAfterThePlugin() {
        Options options = OptionsParser.parse("-r", "memory", "-p", "4711", "size=1M", "-v");
        assertThat(options.readOnly()).isTrue();
        assertThat(options.verbose()).isTrue();
        assertThat(options.endpoints()).containsExactly(tcp(null, 4711, Family.ANY));
        assertThat(options.arguments()).containsExactly("memory", "size=1M");
    }

    @Test
    void nothingAfterTwoDashesIsAnOption() {
        assertThat(OptionsParser.parse("memory", "--", "-r", "--port=5").arguments())
                .containsExactly("memory", "-r", "--port=5");
    }

    @Test
    void aSingleDashIsAnArgument() {
        assertThat(OptionsParser.parse("python", "-").arguments()).containsExactly("python", "-");
    }

    @Test
    void theHandshakeCanBeLessThanAll() {
        assertThat(OptionsParser.parse("-o", "--mask-handshake=0x1", "--no-sr", "--no-mc", "null")
                        .handshake())
                .isEqualTo(new HandshakeOffer(true, new HandshakeFlags(1), false, false));
        assertThat(OptionsParser.parse("-o", "-n", "null").handshake()).isEqualTo(HandshakeOffer.ALL);
        assertThatThrownBy(() -> OptionsParser.parse("--mask-handshake=-1", "null"))
                .hasMessageContaining("--mask-handshake: expected a number of 0 or more such as 0x3, got '-1'");
    }

    @Test
    void eachSettingOfKeepaliveTurnsItOn() {
        assertThat(OptionsParser.parse("--keep-alive", "null").keepAlive()).isEqualTo(KeepAlive.SYSTEM);
        assertThat(OptionsParser.parse("--keepalive-idle=60", "--keepalive-interval=5s", "--keepalive-count=3", "null")
                        .keepAlive())
                .isEqualTo(new KeepAlive(Duration.ofMinutes(1), Duration.ofSeconds(5), 3));
        assertThatThrownBy(() -> OptionsParser.parse("--keepalive-idle=1ms", "--keepalive-count=0", "null"))
                .hasMessageContaining("--keepalive-idle: expected a time from 1 to 32767 seconds, got '1ms'")
                .hasMessageContaining("--keepalive-count: expected a number from 1 to 127, got '0'");
    }

    @Test
    void debugFlagsAreNumbersByNameAndFlag() {
        DebugFlags flags = OptionsParser.parse("-D", "nbdkit.backend_datapath=1", "--debug=x.y=0", "-Dx.z=7", "null")
                .process()
                .debugFlags();
        assertThat(flags.isSet(DebugFlags.DATA_PATH)).isTrue();
        assertThat(flags.isSet(DebugFlags.CONTROL_PATH)).isFalse();
        assertThat(flags.unknown(Set.of())).containsExactly("x.y", "x.z");
        assertThat(flags.unknown(Set.of("x"))).isEmpty();
        assertThatThrownBy(() -> OptionsParser.parse("-D", "flag", "null"))
                .hasMessageContaining("--debug: expected NAME.FLAG=N such as nbdscript.backend.datapath=1, got 'flag'");
    }

    @Test
    void aLayerIsToldTheValueOfADebugFlag() {
        DebugFlags flags = OptionsParser.parse("-D", "my_disk.trace_all=-7", "-D", "nbdkit.environ=2", "null")
                .process()
                .debugFlags();
        assertThat(flags.value("my_disk.trace.all")).isEqualTo(-7);
        assertThat(flags.value("my_disk.trace_all")).isEqualTo(-7);
        assertThat(flags.value("nbdscript.environ")).isEqualTo(2);
        assertThat(flags.value("my_disk.other")).isZero();
        for (String malformed : List.of("trace", ".trace", "disk.", "")) {
            assertThatThrownBy(() -> flags.value(malformed))
                    .hasMessage("expected NAME.FLAG such as ramdisk.trace, got '" + malformed + "'");
        }
    }

    @Test
    void theLogGoesWhereItsOptionSays() {
        assertThat(OptionsParser.parse("--log=syslog", "memory").process().log().target())
                .isEqualTo(LogOptions.Target.SYSLOG);
        LogOptions log = OptionsParser.parse("--log-format=json", "--log=/var/log/x", "memory")
                .process()
                .log();
        assertThat(log)
                .isEqualTo(new LogOptions(LogOptions.Target.FILE, Path.of("/var/log/x"), LogOptions.Format.JSON));
        assertThatThrownBy(() -> OptionsParser.parse("--log=x", "--log-format=xml", "memory"))
                .hasMessageContaining(
                        "--log: expected stderr, syslog, null, default or the absolute path of a file, got 'x'")
                .hasMessageContaining("--log-format: expected text or json, got 'xml'");
    }

    @Test
    void optionsOfOneLetterShareAWord() {
        Options options = OptionsParser.parse("-rvt4", "memory");
        assertThat(options.readOnly()).isTrue();
        assertThat(options.verbose()).isTrue();
        assertThat(options.threads()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-e x", "-ex", "-e=x", "--export x", "--export=x"})
    void aValueIsAttachedOrTheNextWord(String words) {
        Options options = OptionsParser.parse((words + " memory").split(" ", -1));
        assertThat(options.exportName()).isEqualTo("x");
        assertThat(options.arguments()).containsExactly("memory");
    }

    @Test
    void theWordAfterAnOptionIsItsValueWhateverItLooksLike() {
        assertThat(OptionsParser.parse("-e", "--run", "memory").exportName()).isEqualTo("--run");
    }

    @Test
    void argumentsAreTakenAsTheyAre() {
        assertThat(OptionsParser.parse("memory", "@file", "${x}", "'q'", "\"d\"", "a b", "")
                        .arguments())
                .containsExactly("memory", "@file", "${x}", "'q'", "\"d\"", "a b", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-r", "--readonly", "--read-only"})
    void readOnlyHasTheseNames(String name) {
        assertThat(OptionsParser.parse(name, "memory").readOnly()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-e", "--export", "--export-name", "--exportname"})
    void theExportHasTheseNames(String name) {
        assertThat(OptionsParser.parse(name, "x", "memory").exportName()).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--print-uri", "--print-url", "--show-uri", "--show-url"})
    void printUriHasTheseNames(String name) {
        assertThat(OptionsParser.parse(name, "memory").printUri()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-i", "--ip-addr", "--ipaddr"})
    void theAddressHasTheseNames(String name) {
        assertThat(OptionsParser.parse(name, "::1", "memory").endpoints())
                .containsExactly(tcp("::1", 10809, Family.ANY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-P", "--pidfile", "--pid-file"})
    void thePidFileHasTheseNamesAndBecomesAbsolute(String name) {
        assertThat(OptionsParser.parse(name, "pid", "memory").pidFile())
                .isEqualTo(Path.of("pid").toAbsolutePath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-f", "--foreground", "--no-fork"})
    void theForegroundIsTheDefaultAndHasTheseNames(String name) {
        assertThat(OptionsParser.parse(name, "memory")).isEqualTo(OptionsParser.parse("memory"));
    }

    @Test
    void theLastAddressFamilyCounts() {
        assertThat(OptionsParser.parse("-4", "-6", "memory").endpoints())
                .containsExactly(tcp(null, 10809, Family.IPV6));
        assertThat(OptionsParser.parse("--ipv6-only", "--ipv4-only", "memory").endpoints())
                .containsExactly(tcp(null, 10809, Family.IPV4));
    }

    @Test
    void theLastOfARepeatedOptionCounts() {
        assertThat(OptionsParser.parse("-t", "4", "-t", "8", "memory").threads())
                .isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"-U-", "--unix=-"})
    void aDashAsSocketMakesAPrivateOne(String option) {
        assertThat(OptionsParser.parse(option, "memory").endpoints()).containsExactly(PRIVATE);
        assertThat(OptionsParser.parse("-U", "-", "memory").endpoints()).containsExactly(PRIVATE);
    }

    @Test
    void aSocketBecomesAbsolute() {
        assertThat(OptionsParser.parse("-U", "s", "memory").endpoints())
                .containsExactly(
                        new Endpoint.Known(new ListenAddress.Unix(Path.of("s").toAbsolutePath())));
    }

    @Test
    void runListensOnAPrivateSocketUnlessToldOtherwise() {
        assertThat(OptionsParser.parse("memory", "--run", "true").endpoints()).containsExactly(PRIVATE);
        assertThat(OptionsParser.parse("memory", "--run", "true", "-p", "0").endpoints())
                .containsExactly(tcp(null, 0, Family.ANY));
    }

    @Test
    void servicesAreNamesOfPorts() {
        assertThat(OptionsParser.parse("-p", "http", "memory").endpoints()).containsExactly(tcp(null, 80, Family.ANY));
    }

    @Test
    void zeroThreadsAreTheDefault() {
        assertThat(OptionsParser.parse("-t0", "memory").threads()).isEqualTo(16);
    }

    @Test
    void helpAndVersionNeedNoPlugin() {
        assertThat(OptionsParser.parse("--help").action()).isEqualTo(Options.Action.HELP);
        assertThat(OptionsParser.parse("--version").action()).isEqualTo(Options.Action.VERSION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 99999 memory        | --port: expected a port from 0 to 65535 or the name of a TCP service of"
                        + " /etc/services, got '99999'",
                "--alignment=no memory      | --alignment: expected fix or refuse, got 'no'",
                "--threads=-1 memory        | --threads: expected a number of threads, got '-1'",
                "-P= memory --pidfile=      | --pidfile: expected a path, got ''",
                "-p 1 -U x memory           | --port and --unix exclude each other: the server listens either on TCP or"
                        + " on a unix socket; for several addresses give --listen several times",
                "--vsock -U x memory        | --vsock and --unix exclude each other: the server listens either on vsock"
                        + " or on a unix socket; for several addresses give --listen several times",
                "--vsock -i ::1 memory      | --vsock and --ip-addr exclude each other: vsock has no internet addresses",
                "--max-connections=0 memory | --max-connections: expected a number of 1 or more, got '0'",
                "--when-full=no memory      | --when-full: expected refuse or wait, got 'no'",
                "--access=alow:any memory   | --access: expected allow or deny, and who, got 'alow:any'",
                "--timeout=0 memory         | --timeout: expected a time of more than 0, got '0'",
                "--unix-mode=9 memory       | --unix-mode: expected permissions as three octal digits such as 660,"
                        + " got '9'",
                "--daemon --run x memory    | --daemon and --run exclude each other: the command runs in the foreground",
                "--daemon -f memory         | --daemon and --foreground exclude each other: the server is either in the"
                        + " background or not",
                "--thread=4 memory          | unknown option --thread; did you mean --threads?",
                "-Z memory                  | unknown option -Z; try: nbdscript --help",
                "-rZv memory                | unknown option -Zv; try: nbdscript --help",
                "--verbose=yes memory       | --verbose: expected nothing after it, got 'yes'",
                "memory -p                  | --port: expected PORT after it",
                "-r                         | expected a plugin or a script; try: nbdscript --help",
                "--dump-plugin              | expected a plugin or a script; try: nbdscript --help",
            })
    void whatIsWrongIsSaid(String commandLine, String message) {
        assertThatThrownBy(() -> OptionsParser.parse(commandLine.split(" ", -1)))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> OptionsParser.parse("--colour", "-p", "x y", "-t", "many"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--colour")
                .hasMessageContaining("'x y'")
                .hasMessageContaining("'many'")
                .hasMessageContaining("expected a plugin");
    }

    @Test
    void aSocketPathThatTheSystemCannotTakeIsRefused() {
        assertThatThrownBy(() -> OptionsParser.parse("-U", "/" + "x".repeat(107), "memory"))
                .hasMessageContaining("at most 107 bytes")
                .hasMessageContaining("has 108");
    }
}
