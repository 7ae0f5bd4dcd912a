package org.nbdscript.server.access;

import org.nbdscript.api.access.Subject;

/**
 * That clients of a kind are allowed, or denied.
 *
 * @param allows or denies
 * @param subject the clients
 */
public record AccessRule(boolean allows, Subject subject) {
    /** As a file has it. */
    @Override
    public String toString() {
        return (allows ? "allow " : "deny ") + subject;
    }
}
