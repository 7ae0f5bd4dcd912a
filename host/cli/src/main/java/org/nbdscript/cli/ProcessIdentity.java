package org.nbdscript.cli;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.posix.Identity;
import org.nbdscript.posix.NameService;
import org.nbdscript.posix.PosixException;
import org.nbdscript.posix.User;

/**
 * {@code --user} and {@code --group}: whom the process becomes when its sockets are bound. With a user alone, the
 * groups are those that the user logs in with.
 */
final class ProcessIdentity {
    private final @Nullable User user;
    private final OptionalLong group;

    private ProcessIdentity(@Nullable User user, OptionalLong group) {
        this.user = user;
        this.group = group;
    }

    /**
     * Looks up what the options name.
     *
     * @throws StartException if there is no such user or group
     */
    static ProcessIdentity of(ProcessOptions options) {
        try {
            OptionalLong group = options.group() == null ? OptionalLong.empty() : group(options.group());
            return new ProcessIdentity(options.user() == null ? null : user(options.user(), group), group);
        } catch (PosixException e) {
            throw new StartException("--user and --group do not work on this system: " + e.getMessage(), e);
        }
    }

    private static User user(String text, OptionalLong group) throws PosixException {
        OptionalLong id = number("--user", text);
        return (id.isPresent() ? NameService.user(id.getAsLong()) : NameService.user(text)).orElseGet(() -> {
            if (id.isEmpty()) {
                throw new StartException("--user: there is no user '" + text + "'", null);
            }
            // A number without a name has no groups to log in with; keeping those of root would be a trap.
            return new User(
                    "",
                    id.getAsLong(),
                    group.orElseThrow(() -> new StartException(
                            "--user: the system has no user of the number " + text
                                    + ", so its group is not known; give --group too",
                            null)));
        });
    }

    private static OptionalLong group(String text) throws PosixException {
        OptionalLong id = number("--group", text);
        OptionalLong found = id.isPresent() ? id : NameService.groupId(text);
        if (found.isEmpty()) {
            throw new StartException("--group: there is no group '" + text + "'", null);
        }
        return found;
    }

    private static OptionalLong number(String option, String text) {
        if (!text.matches("[0-9]+")) {
            return OptionalLong.empty();
        }
        // The last of all numbers means "unchanged" to the system.
        if (text.length() > 10 || Long.parseLong(text) >= 0xffff_ffffL) {
            throw new StartException(option + ": expected a number from 0 to 4294967294, got '" + text + "'", null);
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    /** Whether root is to become it: only then something that is to stay root's has to begin before. */
    boolean isForRoot() {
        return (user != null || group.isPresent()) && "root".equals(System.getProperty("user.name"));
    }

    /**
     * Becomes it, with all threads; there is no way back.
     *
     * @param temporary given to the new user, who has to remove them
     * @throws StartException if this process may not
     */
    void assume(TemporaryPaths temporary) {
        try {
            if (user != null) {
                temporary.giveTo(user.id());
            }
            if (group.isPresent()) {
                Identity.setOnlyGroup(group.getAsLong());
                Identity.setGroup(group.getAsLong());
            } else if (user != null) {
                Identity.setGroupsOf(user.name(), user.group());
                Identity.setGroup(user.group());
            }
            if (user != null) {
                Identity.setUser(user.id());
            }
        } catch (PosixException e) {
            String hint = e.is(Errno.EPERM) ? "; only root can become somebody else" : "";
            throw new StartException("--user and --group: " + e.getMessage() + hint, e);
        }
    }
}
