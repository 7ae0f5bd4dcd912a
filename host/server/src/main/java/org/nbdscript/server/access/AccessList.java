package org.nbdscript.server.access;

import java.util.List;
import java.util.stream.Stream;
import org.nbdscript.api.Peer;

/**
 * Rules in their order. The first one that a client is subject to decides. A client that none is about is denied if any
 * rule allows somebody, and allowed if all deny.
 *
 * @param rules in their order
 */
public record AccessList(List<AccessRule> rules) implements Access {
    /** Copies the rules. */
    public AccessList {
        rules = List.copyOf(rules);
    }

    /** These rules, and then those of another list. */
    public AccessList then(AccessList other) {
        return new AccessList(
                Stream.concat(rules.stream(), other.rules.stream()).toList());
    }

    @Override
    public Decision decide(Peer peer, boolean isFinal) {
        for (AccessRule rule : rules) {
            if (rule.subject().needsTls() && peer.tls() == null && !isFinal) {
                return Decision.LATER;
            }
            if (rule.subject().matches(peer)) {
                return rule.allows() ? Decision.ALLOW : Decision.DENY;
            }
        }
        return rules.stream().anyMatch(AccessRule::allows) ? Decision.DENY : Decision.ALLOW;
    }
}
