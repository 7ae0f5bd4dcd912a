package org.nbdscript.filters;

import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ValueParser;

/**
 * What becomes of requests of some kind.
 *
 * @param text the rule as it was written
 * @param verdict what becomes of them
 * @param commands their kinds
 * @param place some of their bytes lie in it
 * @param least their least length in bytes
 * @param most their greatest length in bytes
 * @param unaligned their first byte or their length is no multiple of it; 0 if that does not matter
 * @param export the export; null for all
 * @param address the client's address; null for all
 * @param user the client's user on a unix socket; null for all
 */
record PolicyRule(
        String text,
        PolicyVerdict verdict,
        Set<PolicyCommand> commands,
        ByteRange place,
        long least,
        long most,
        long unaligned,
        @Nullable String export,
        @Nullable String address,
        @Nullable Long user) {
    private static final String CONDITIONS =
            "touches=START-END, length=MIN-MAX, unaligned=SIZE, export=NAME, address=ADDRESS or user=NUMBER";

    /**
     * Reads a rule: a verdict, then commands if not all are meant, then conditions, all of which must hold.
     *
     * @throws IllegalArgumentException with what was expected
     */
    static PolicyRule parse(String text) {
        String[] words = text.strip().split("\\s+", -1);
        PolicyVerdict verdict = PolicyVerdict.named(words[0]);
        if (verdict == null) {
            throw new IllegalArgumentException(
                    "a rule begins with " + PolicyVerdict.SYNTAX + ", got '" + words[0] + "'");
        }
        Conditions conditions = new Conditions();
        Set<PolicyCommand> commands = EnumSet.noneOf(PolicyCommand.class);
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 0) {
                commands.addAll(commands(words[i]));
            } else {
                conditions.take(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }
        return conditions.rule(
                text.strip(), verdict, commands.isEmpty() ? EnumSet.allOf(PolicyCommand.class) : commands);
    }

    private static Set<PolicyCommand> commands(String words) {
        Set<PolicyCommand> commands = EnumSet.noneOf(PolicyCommand.class);
        for (String word : words.split(",", -1)) {
            Set<PolicyCommand> named = PolicyCommand.named(word);
            if (named.isEmpty()) {
                throw new IllegalArgumentException(
                        "expected " + PolicyCommand.words() + ", or " + CONDITIONS + ", got '" + word + "'");
            }
            commands.addAll(named);
        }
        return commands;
    }

    /** The conditions of a rule, as far as they have been read. */
    private static final class Conditions {
        private ByteRange place = new ByteRange(0, Long.MAX_VALUE);
        private ByteRange lengths = new ByteRange(0, Long.MAX_VALUE);
        private long unaligned;
        private @Nullable String export;
        private @Nullable String address;
        private @Nullable Long user;

        void take(String condition, String value) {
            switch (condition) {
                case "touches" -> place = range(value);
                case "length" -> lengths = range(value);
                case "unaligned" -> unaligned = positive(value);
                case "export" -> export = value;
                case "address" -> address = value;
                case "user" -> user = ValueParser.integer(value);
                default -> throw new IllegalArgumentException("expected " + CONDITIONS + ", got '" + condition + "'");
            }
        }

        PolicyRule rule(String text, PolicyVerdict verdict, Set<PolicyCommand> commands) {
            return new PolicyRule(
                    text, verdict, commands, place, lengths.first(), lengths.last(), unaligned, export, address, user);
        }
    }

    /** As {@link ByteRange}, with sizes such as 1M too. */
    private static ByteRange range(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("expected START-END such as 0-511 or 1M-, got '" + text + "'");
        }
        String start = text.substring(0, dash);
        String end = text.substring(dash + 1);
        long first = start.isEmpty() ? 0 : ValueParser.size(start);
        long last = end.isEmpty() ? Long.MAX_VALUE : ValueParser.size(end);
        if (last < first) {
            throw new IllegalArgumentException(
                    "expected a range that does not end before it begins, got '" + text + "'");
        }
        return new ByteRange(first, last);
    }

    private static long positive(String text) {
        long size = ValueParser.size(text);
        if (size < 1) {
            throw new IllegalArgumentException("expected a size of at least 1, got '" + text + "'");
        }
        return size;
    }

    /** Whether it is about this connection at all. */
    boolean concerns(OpenContext context) {
        return (export == null || export.equals(context.exportName()))
                && (address == null
                        || (context.peer().address() instanceof InetSocketAddress inet
                                && inet.getAddress().getHostAddress().equals(address)))
                && (user == null || context.peer().uid().equals(OptionalLong.of(user)));
    }

    /** Whether it is about this request. */
    boolean matches(PolicyCommand command, long offset, long length) {
        return commands.contains(command)
                && length >= least
                && length <= most
                && (length == 0 || place.overlaps(offset, length))
                && (unaligned == 0 || offset % unaligned != 0 || length % unaligned != 0);
    }
}
