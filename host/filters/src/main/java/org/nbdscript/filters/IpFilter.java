package org.nbdscript.filters;

import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.Peer;
import org.nbdscript.api.access.Subject;
import org.nbdscript.api.access.SubjectSyntax;

/** Turns clients away by where they come from, and who they are. */
public final class IpFilter implements Filter {
    private final List<Subject> allowed = new ArrayList<>();
    private final List<Subject> denied = new ArrayList<>();

    @Override
    public String name() {
        return "ip";
    }

    @Override
    public String description() {
        return "Turns clients away by where they come from, and who they are.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                list("allow", "clients that may come, whatever deny says"),
                list("deny", "clients that may not come; all that are in neither list may"));
    }

    private static Parameter list(String name, String help) {
        return Parameter.builder(name, ParameterType.STRING)
                .repeatable(true)
                .help(help + ", such as 127.0.0.1,192.0.2.0/24,uid:1000; may be repeated")
                .build();
    }

    @Override
    public void configure(ParameterValues values) {
        read(values, "allow", allowed);
        read(values, "deny", denied);
    }

    private static void read(ParameterValues values, String name, List<Subject> into) {
        values.getList(name).forEach(text -> split((String) text).forEach(item -> into.add(parse(name, item))));
    }

    private static Subject parse(String name, String text) {
        try {
            return SubjectSyntax.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    /** A distinguished name has commas of its own: it is the last of its list. */
    private static List<String> split(String text) {
        List<String> items = new ArrayList<>();
        String rest = text;
        int comma = rest.indexOf(',');
        while (comma >= 0 && !rest.strip().matches("(?s)(issuer-)?dn:.*")) {
            items.add(rest.substring(0, comma));
            rest = rest.substring(comma + 1);
            comma = rest.indexOf(',');
        }
        items.add(rest);
        return items;
    }

    /** What depends on who the client proves to be waits for that. */
    private void check(Peer peer, boolean isFinal) {
        if (isAmong(allowed, peer)) {
            return;
        }
        boolean mayBeAllowedLater =
                !isFinal && peer.tls() == null && allowed.stream().anyMatch(Subject::needsTls);
        if (!mayBeAllowedLater && isAmong(denied, peer)) {
            throw new NbdException(Errno.EACCES, "ip: " + peer.name() + " may not come");
        }
    }

    private static boolean isAmong(List<Subject> subjects, Peer peer) {
        return subjects.stream().anyMatch(subject -> subject.matches(peer));
    }

    @Override
    public void preconnect(ConnectionContext context, Next next) {
        check(context.peer(), false);
        next.preconnect(context);
    }

    @Override
    public List<Export> listExports(ConnectionContext context, Next next) {
        check(context.peer(), true);
        return next.listExports(context);
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        check(context.peer(), true);
        return next.open(context);
    }
}
