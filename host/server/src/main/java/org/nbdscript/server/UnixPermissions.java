package org.nbdscript.server;

import org.jspecify.annotations.Nullable;

/**
 * Who may use a unix socket that the server makes. Until all is set nobody else than this process' user may.
 *
 * @param mode the permission bits, 0 to 0777; whoever may write may connect; null for those that the umask leaves
 * @param owner a user's name or number; null for this process' user
 * @param group a group's name or number; null for this process' group
 */
public record UnixPermissions(
        @Nullable Integer mode,
        @Nullable String owner,
        @Nullable String group) {
    /** Nothing is set. */
    public static final UnixPermissions UNCHANGED = new UnixPermissions(null, null, null);

    /** Whether nothing is set. Not by {@code equals}, which takes a record long the first time. */
    boolean isUnchanged() {
        return mode == null && owner == null && group == null;
    }
}
