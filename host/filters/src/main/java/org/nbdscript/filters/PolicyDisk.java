package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ConfinedFunction;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/** A disk whose requests are judged before they are made. */
final class PolicyDisk extends ForwardingDisk {
    private final OpenContext context;
    private final PolicyRule[] rules;
    private final @Nullable ConfinedFunction script;
    private final PolicyVerdict otherwise;

    /**
     * A disk.
     *
     * @param rules those that concern the connection; the first one that matches decides
     * @param script decides where no rule does; null for none
     * @param otherwise decides where there is no script
     */
    PolicyDisk(
            Disk next,
            OpenContext context,
            List<PolicyRule> rules,
            @Nullable ConfinedFunction script,
            PolicyVerdict otherwise) {
        super(next);
        this.context = context;
        this.rules = rules.toArray(PolicyRule[]::new);
        this.script = script;
        this.otherwise = otherwise;
    }

    /** A script takes its time, and the calls of others wait for it. */
    @Override
    public Blocking blocking() {
        return script == null ? next.blocking() : Blocking.PINS;
    }

    private void check(PolicyCommand command, long offset, long length, boolean fua) {
        for (PolicyRule rule : rules) {
            if (rule.matches(command, offset, length)) {
                apply(rule.verdict(), command, offset, length, rule.text());
                return;
            }
        }
        if (script == null) {
            apply(otherwise, command, offset, length, "no rule allows it");
        } else {
            apply(ask(script, command, offset, length, fua), command, offset, length, "the script's verdict");
        }
    }

    private void apply(PolicyVerdict verdict, PolicyCommand command, long offset, long length, String reason) {
        Errno errno = verdict.errno();
        if (errno == null) {
            return;
        }
        if (verdict.drops()) {
            context.disconnect(true);
        }
        throw new NbdException(
                errno,
                "policy: a " + command.text() + " of " + length + " bytes at " + offset + " is refused: " + reason);
    }

    private PolicyVerdict ask(ConfinedFunction judge, PolicyCommand command, long offset, long length, boolean fua) {
        Object answer = judge.call(Map.of(
                "command", command.text(),
                "offset", offset,
                "length", length,
                "fua", fua,
                "export", context.exportName(),
                "client", context.peer().name(),
                "readOnly", context.isReadOnly()));
        PolicyVerdict verdict = switch (answer) {
            case Boolean allows -> allows ? PolicyVerdict.ALLOW : new PolicyVerdict(Errno.EPERM, false);
            case String word -> PolicyVerdict.named(word);
            case null, default -> null;
        };
        if (verdict == null) {
            throw new NbdException(
                    Errno.EIO,
                    "policy: the script answered " + answer + ", expected true, false, " + PolicyVerdict.SYNTAX);
        }
        return verdict;
    }

    @Override
    public void read(ReadRequest request) {
        check(PolicyCommand.READ, request.offset(), request.length(), false);
        next.read(request);
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        check(PolicyCommand.WRITE, offset, data.remaining(), flags.fua());
        next.write(data, offset, flags);
    }

    @Override
    public void flush() {
        check(PolicyCommand.FLUSH, 0, 0, false);
        next.flush();
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        check(PolicyCommand.TRIM, offset, length, flags.fua());
        next.trim(offset, length, flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        check(PolicyCommand.ZERO, offset, length, flags.fua());
        next.zero(offset, length, flags);
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        check(PolicyCommand.EXTENTS, offset, length, false);
        next.extents(offset, length, flags, extents);
    }

    @Override
    public void cache(long offset, long length) {
        check(PolicyCommand.CACHE, offset, length, false);
        next.cache(offset, length);
    }

    @Override
    public void resize(long size) {
        check(PolicyCommand.RESIZE, 0, size, false);
        next.resize(size);
    }
}
