package org.nbdscript.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nbdscript.protocol.NbdUri;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.protocol.handshake.Greeting;
import org.nbdscript.protocol.handshake.HandshakeFlags;
import org.nbdscript.protocol.handshake.NbdOption;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyCodec;
import org.nbdscript.protocol.handshake.OptionReplyType;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.handshake.OptionRequestCodec;

/** What a client that wants TLS sends, and what it takes of servers that do not behave; what they say is fixed. */
@Timeout(20)
class StartTlsTest {
    private static final int ANSWER_SIZE = 4;
    private static final ClientTls TLS = new ClientTls(ClientTls.Mode.ON, null, null, null, false, null);

    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final ExecutorService threads = Executors.newSingleThreadExecutor();

    StartTlsTest() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void end() throws IOException {
        listener.close();
        threads.shutdownNow();
    }

    /** Something that the server sends, when so many bytes of the client have come in all. */
    private record Step(int afterBytes, ByteBuffer sent) {}

    /** Serves one client by these steps, then takes what it sends up to its end: all that it has sent. */
    private Future<byte[]> serve(Step... steps) {
        return threads.submit(() -> {
            ByteBuffer came = ByteBuffer.allocate(1 << 16);
            try (SocketChannel client = listener.accept()) {
                for (Step step : steps) {
                    while (came.position() < step.afterBytes()) {
                        assertThat(client.read(came)).isPositive();
                    }
                    client.write(step.sent());
                }
                int count = 0;
                while (count >= 0) {
                    count = client.read(came);
                }
            }
            return Arrays.copyOf(came.array(), came.position());
        });
    }

    private NbdUri uri(boolean isTls) throws IOException {
        NbdUri plain = NbdUri.tcp("127.0.0.1", ((InetSocketAddress) listener.getLocalAddress()).getPort(), "");
        return isTls ? plain.withTls() : plain;
    }

    private static ByteBuffer greeting(int flags) {
        ByteBuffer greeting = ByteBuffer.allocate(Greeting.Newstyle.SIZE);
        new Greeting.Newstyle(new HandshakeFlags(flags)).encode(greeting);
        return greeting.flip();
    }

    private static ByteBuffer all(ByteBuffer... parts) {
        ByteBuffer all = ByteBuffer.allocate(1 << 12);
        List.of(parts).forEach(all::put);
        return all.flip();
    }

    private static ByteBuffer reply(NbdOption option, OptionReply reply) {
        return OptionReplyCodec.encode(option.code(), reply);
    }

    private static ByteBuffer refusal(NbdOption option) {
        return reply(option, new OptionReply.Failure(OptionReplyType.ERR_UNSUP, "not here"));
    }

    private static final ByteBuffer START_TLS = OptionRequestCodec.encode(new OptionRequest.StartTls());
    private static final int AFTER_START_TLS = ANSWER_SIZE + START_TLS.remaining();

    private void assertFails(NbdUri uri, String... text) {
        assertThatThrownBy(() -> NbdClient.connect(uri, ClientOptions.ALL.withTls(TLS)))
                .isInstanceOf(TlsFailedException.class)
                .message()
                .contains(text);
    }

    private static void assertOnlyTlsWasAskedFor(byte[] sent) {
        assertThat(ByteBuffer.wrap(sent, ANSWER_SIZE, sent.length - ANSWER_SIZE))
                .isEqualTo(START_TLS.duplicate());
    }

    @Test
    void withoutTlsNothingIsAskedForIfTlsIsAMust() throws Exception {
        Future<byte[]> server = serve(
                new Step(0, greeting(HandshakeFlags.ALL.bits())),
                new Step(AFTER_START_TLS, refusal(NbdOption.STARTTLS)));
        assertFails(uri(true), "the server refuses STARTTLS: ERR_UNSUP: not here");
        assertOnlyTlsWasAskedFor(server.get());
    }

    @Test
    void withoutTlsTheConnectionGoesOnIfTlsIsNoMust() throws Exception {
        ByteBuffer rest = all(
                refusal(NbdOption.STARTTLS),
                refusal(NbdOption.EXTENDED_HEADERS),
                refusal(NbdOption.STRUCTURED_REPLY),
                reply(NbdOption.GO, new OptionReply.ExportInfo(4096, new TransmissionFlags(1))),
                reply(NbdOption.GO, new OptionReply.Ack()));
        Future<byte[]> server =
                serve(new Step(0, greeting(HandshakeFlags.ALL.bits())), new Step(AFTER_START_TLS, rest));
        try (NbdClient client = NbdClient.connect(uri(false), ClientOptions.ALL.withTls(TLS))) {
            assertThat(client.export().size()).isEqualTo(4096);
        }
        byte[] sent = server.get();
        assertThat(ByteBuffer.wrap(sent, ANSWER_SIZE, START_TLS.remaining())).isEqualTo(START_TLS.duplicate());
    }

    @Test
    void bytesThatAreSlippedInBeforeTlsEndTheConnection() throws Exception {
        Future<byte[]> server = serve(
                new Step(0, greeting(HandshakeFlags.ALL.bits())),
                new Step(
                        AFTER_START_TLS,
                        all(reply(NbdOption.STARTTLS, new OptionReply.Ack()), refusal(NbdOption.EXTENDED_HEADERS))));
        assertFails(uri(false), "bytes in between that are not encrypted");
        assertOnlyTlsWasAskedFor(server.get());
    }

    @Test
    void aServerThatAgreesAndGoesOnWithoutTlsIsLeft() throws Exception {
        Future<byte[]> server = serve(
                new Step(0, greeting(HandshakeFlags.ALL.bits())),
                new Step(AFTER_START_TLS, reply(NbdOption.STARTTLS, new OptionReply.Ack())),
                new Step(AFTER_START_TLS + 1, refusal(NbdOption.EXTENDED_HEADERS)));
        assertFails(uri(false), "TLS: ");
        byte[] sent = server.get();
        // What comes behind STARTTLS are records of the handshake, and of alerts.
        assertThat(sent[AFTER_START_TLS]).isEqualTo((byte) 22);
    }

    @Test
    void aServerOfPlainNewstyleIsLeftIfTlsIsAMust() throws Exception {
        Future<byte[]> server = serve(new Step(0, greeting(0)));
        assertFails(uri(true), "does not speak fixed newstyle");
        assertThat(server.get()).hasSize(ANSWER_SIZE);
    }

    @Test
    void anOldstyleServerIsLeftIfTlsIsAMust() throws Exception {
        ByteBuffer greeting = ByteBuffer.allocate(Greeting.Oldstyle.SIZE);
        new Greeting.Oldstyle(4096, new TransmissionFlags(1)).encode(greeting);
        Future<byte[]> server = serve(new Step(0, greeting.flip()));
        assertFails(uri(true), "does not speak fixed newstyle");
        assertThat(server.get()).isEmpty();
    }

    @Test
    void theParametersOfAUriAreThoseOfLibnbd() {
        assertThat(ClientTls.of(NbdUri.parse(
                        "nbds://bob@host/?tls-certificates=/pki&tls-verify-peer=0&tls-hostname=other&tls-psk-file=/k")))
                .isEqualTo(
                        new ClientTls(ClientTls.Mode.REQUIRE, Path.of("/pki"), Path.of("/k"), "bob", false, "other"));
        assertThat(ClientTls.of(NbdUri.parse("nbd://host")).mode()).isEqualTo(ClientTls.Mode.OFF);
        assertThatThrownBy(() -> ClientTls.of(NbdUri.parse("nbds://host?tls-verify-peer=maybe")))
                .hasMessage("tls-verify-peer: expected 0 or 1, got 'maybe'");
    }
}
