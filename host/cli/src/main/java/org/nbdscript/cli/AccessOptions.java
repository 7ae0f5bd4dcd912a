package org.nbdscript.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.server.access.Access;
import org.nbdscript.server.access.AccessList;
import org.nbdscript.server.access.AccessListFile;
import org.nbdscript.server.access.AccessSyntax;

/**
 * Who may be a client.
 *
 * @param rules those of the command line
 * @param file has further rules, absolute; null if there is none
 */
record AccessOptions(AccessList rules, @Nullable Path file) {
    /** Everybody may. */
    static final AccessOptions NONE = new AccessOptions(new AccessList(List.of()), null);

    /** Those of the command line. */
    static AccessOptions of(ParsedOptions options) {
        return new AccessOptions(
                new AccessList(options.all(CommandOption.ACCESS, AccessSyntax::rule)),
                options.optional(CommandOption.ACCESS_LIST, ListenSyntax::absolute));
    }

    /**
     * The rules, those of the file as it is now and will be.
     *
     * @throws StartException if the file cannot be read, or has wrong rules
     */
    Access open(HostServices services) {
        if (file == null) {
            return rules;
        }
        try {
            return AccessListFile.open(file, rules, services);
        } catch (IOException e) {
            throw new StartException("--access-list: " + file + " cannot be read: " + IoProblem.reason(e), e);
        } catch (IllegalArgumentException e) {
            throw new StartException("--access-list:\n" + e.getMessage(), e);
        }
    }
}
