package org.nbdscript.api.access;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Peer;
import org.nbdscript.api.TlsIdentity;
import org.nbdscript.api.VsockAddress;

/** The clients that a rule is about. */
public sealed interface Subject {
    /** Whether a client is one of them. */
    boolean matches(Peer peer);

    /** Whether that is known only when TLS has started. */
    default boolean needsTls() {
        return false;
    }

    /** Kinds of clients that have a word. */
    enum Kind implements Subject {
        /** All. */
        ANY,
        /** Those that come by IPv4. */
        IPV4,
        /** Those that come by IPv6. */
        IPV6,
        /** Those that come by a unix socket. */
        UNIX,
        /** Those that come by vsock. */
        VSOCK;

        @Override
        public boolean matches(Peer peer) {
            return switch (this) {
                case ANY -> true;
                case IPV4 -> inet(peer) instanceof Inet4Address;
                case IPV6 -> inet(peer) instanceof Inet6Address;
                case UNIX -> peer.address() instanceof UnixDomainSocketAddress;
                case VSOCK -> peer.address() instanceof VsockAddress;
            };
        }
    }

    /**
     * Those of a network.
     *
     * @param address one of its addresses
     * @param prefix how many of its bits are those of the network
     */
    record Network(InetAddress address, int prefix) implements Subject {
        @Override
        public boolean matches(Peer peer) {
            InetAddress other = inet(peer);
            return other != null && isSamePrefix(address.getAddress(), other.getAddress(), prefix);
        }

        private static boolean isSamePrefix(byte[] one, byte[] other, int bits) {
            if (one.length != other.length) {
                return false;
            }
            for (int i = 0; i < one.length; i++) {
                int counting = Math.clamp(bits - i * (long) Byte.SIZE, 0, Byte.SIZE);
                int mask = 0xff00 >> counting & 0xff;
                if (((one[i] ^ other[i]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** What has a number. */
    enum Numbered {
        /** A user of a unix socket. */
        UID(Peer::uid),
        /** A group of a unix socket. */
        GID(Peer::gid),
        /** A process at a unix socket. */
        PID(Peer::pid),
        /** A machine of vsock. */
        CID(peer -> peer.address() instanceof VsockAddress vsock ? OptionalLong.of(vsock.cid()) : OptionalLong.empty());

        private final Function<Peer, OptionalLong> value;

        Numbered(Function<Peer, OptionalLong> value) {
            this.value = value;
        }
    }

    /** Those with a number. */
    record WithNumber(Numbered kind, long number) implements Subject {
        @Override
        public boolean matches(Peer peer) {
            OptionalLong value = kind.value.apply(peer);
            return value.isPresent() && value.getAsLong() == number;
        }
    }

    /** What TLS has names for. */
    enum Named {
        /** The distinguished name of a certificate. */
        DN(TlsIdentity::dn),
        /** The distinguished name of who has issued a certificate. */
        ISSUER_DN(TlsIdentity::issuerDn),
        /** The user of a pre-shared key. */
        TLS_USER(TlsIdentity::user);

        private final Function<TlsIdentity, @Nullable String> value;

        Named(Function<TlsIdentity, @Nullable String> value) {
            this.value = value;
        }
    }

    /**
     * Those with a name of TLS.
     *
     * @param pattern the name, in which a star stands for any text
     */
    record WithName(Named kind, String pattern) implements Subject {
        @Override
        public boolean needsTls() {
            return true;
        }

        @Override
        public boolean matches(Peer peer) {
            TlsIdentity identity = peer.tls();
            String name = identity == null ? null : kind.value.apply(identity);
            return name != null && matches(name);
        }

        private boolean matches(String name) {
            String expression =
                    Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            return Pattern.compile(expression, Pattern.DOTALL).matcher(name).matches();
        }
    }

    private static @Nullable InetAddress inet(Peer peer) {
        return peer.address() instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }
}
