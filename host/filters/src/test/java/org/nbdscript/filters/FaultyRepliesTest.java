package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Peer;
import org.nbdscript.api.ReplyTamper;
import org.nbdscript.fakes.FakeConnection;

/** What is made of the bytes of replies, after the section "Reply message" of the specification. */
class FaultyRepliesTest {
    private static final String COOKIE = "0102030405060708";
    private static final String WRONG_COOKIE = "fefdfcfbfaf9f8f7";
    private static final String SIMPLE = "67446698 00000000 " + COOKIE;
    private static final String CHUNK = "668e33ef 0000 0001 " + COOKIE + " 0000000a 0000000000000200 abcd";
    private static final String LAST_CHUNK = "668e33ef 0001 0002 " + COOKIE + " 0000000c 0000000000000202 00000100";
    private static final String EXTENDED =
            "6e8a278c 0001 0001 " + COOKIE + " 0000000000000200 000000000000000a 0000000000000200 abcd";

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private boolean isClosed;

    private final ReplyTamper.Wire wire = new ReplyTamper.Wire() {
        @Override
        public void send(ByteBuffer bytes) {
            byte[] all = new byte[bytes.remaining()];
            bytes.get(all);
            sent.add(HexFormat.of().formatHex(all));
        }

        @Override
        public void close() {
            isClosed = true;
        }
    };

    private static String hex(String text) {
        return text.replace(" ", "");
    }

    private FaultyReplies replies(String... faults) {
        return new FaultyReplies(
                Stream.of(faults).map(ReplyFault::parse).toList(),
                Duration.ofHours(1),
                new FakeConnection(),
                new SplittableRandom(1));
    }

    private List<String> send(FaultyReplies replies, String... texts) throws IOException {
        for (String text : texts) {
            byte[] bytes = HexFormat.of().parseHex(hex(text));
            replies.send(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), wire);
        }
        return sent;
    }

    @Test
    void aWrongCookieIsAtThePlaceOfTheCookie() throws IOException {
        assertThat(send(replies("cookie"), SIMPLE, EXTENDED))
                .containsExactly(
                        hex(SIMPLE.replace(COOKIE, WRONG_COOKIE)), hex(EXTENDED.replace(COOKIE, WRONG_COOKIE)));
    }

    @Test
    void aWrongMagicIsNone() throws IOException {
        assertThat(send(replies("magic"), SIMPLE)).containsExactly(hex("98446698 00000000 " + COOKIE));
    }

    @Test
    void theFlagOfTheLastChunkIsMissing() throws IOException {
        assertThat(send(replies("undone"), CHUNK + LAST_CHUNK, SIMPLE, EXTENDED))
                .containsExactly(
                        hex(CHUNK + LAST_CHUNK.replace("ef 0001", "ef 0000")),
                        hex(SIMPLE),
                        hex(EXTENDED.replace("8c 0001", "8c 0000")));
    }

    @Test
    void anErrorIsOneInEachFormat() throws IOException {
        assertThat(send(replies("error"), SIMPLE + "abcd", CHUNK + LAST_CHUNK, EXTENDED))
                .containsExactly(
                        hex("67446698 00000005 " + COOKIE),
                        hex("668e33ef 0001 8001 " + COOKIE + " 00000006 00000005 0000"),
                        hex("6e8a278c 0001 8001 " + COOKIE + " 0000000000000200 0000000000000006 00000005 0000"));
    }

    @Test
    void aDuplicateComesTwice() throws IOException {
        assertThat(send(replies("duplicate"), SIMPLE)).containsExactly(hex(SIMPLE), hex(SIMPLE));
    }

    @Test
    void aShortReplyIsHalfAndTheEnd() throws IOException {
        assertThat(send(replies("short"), SIMPLE)).containsExactly(hex(SIMPLE).substring(0, 16));
        assertThat(isClosed).isTrue();
    }

    @Test
    void fragmentsAreTheWholeReply() throws IOException {
        String large = SIMPLE + "ab".repeat(5000);
        List<String> pieces = send(replies("fragment"), large);
        assertThat(pieces).hasSizeGreaterThan(10);
        assertThat(String.join("", pieces)).isEqualTo(hex(large));
    }

    @Test
    void aReplyIsOvertakenByTheNextOne() throws IOException {
        FaultyReplies slow = new FaultyReplies(
                List.of(ReplyFault.parse("reorder")), Duration.ofHours(1), new NeverEnding(), new SplittableRandom(1));
        assertThat(send(slow, SIMPLE, EXTENDED)).containsExactly(hex(EXTENDED), hex(SIMPLE));
    }

    @Test
    void aReplyThatNoneOvertakesComesInTheEnd() throws IOException {
        FaultyReplies replies = replies("reorder");
        send(replies, SIMPLE);
        Awaitility.await().until(() -> sent.equals(List.of(hex(SIMPLE))));
    }

    @Test
    void faultsComeAsOftenAsTheyAreLikely() throws IOException {
        FaultyReplies replies = replies("error:25%");
        for (int i = 0; i < 1000; i++) {
            send(replies, SIMPLE);
        }
        assertThat(sent.stream().filter(reply -> reply.equals(hex(SIMPLE))).count())
                .isBetween(700L, 800L);
    }

    /** A connection whose sleeps do not end in the time of a test. */
    private static final class NeverEnding implements ConnectionContext {
        private final FakeConnection connection = new FakeConnection();

        @Override
        public void sleep(Duration duration) {
            try {
                Thread.sleep(duration);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Peer peer() {
            return connection.peer();
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public boolean isTls() {
            return false;
        }

        @Override
        public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
            return connection.await(stage);
        }

        @Override
        public void onClose(Runnable action) {}

        @Override
        public void disconnect(boolean force) {}
    }
}
