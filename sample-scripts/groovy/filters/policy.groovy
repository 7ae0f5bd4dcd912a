/**
 * Allows a request, refuses it with an errno, or drops the client, as the rule below says. Change the rule.
 *
 *     nbdscript --filter=policy.groovy memory 64M protect=1M trap=63M
 */
import groovy.transform.Field

parameters = [
    protect: [type: 'size', default: '512', help: 'changes before this offset are refused with EPERM'],
    trap: [type: 'size', help: 'a client that changes anything from this offset on is dropped'],
]

@Field Map params

def configure(given) { params = given }

/** The rule: 'allow', 'drop', or an errno. */
def rule(command, offset, count) {
    if (command == 'read') {
        return 'allow'
    }
    if (params.trap != null && offset + count > params.trap) {
        return 'drop'
    }
    return offset < params.protect ? EPERM : 'allow'
}

def check(context, command, offset, count) {
    def verdict = rule(command, offset, count)
    if (verdict == 'drop') {
        context.disconnect(true)
        throw new NbdException(ESHUTDOWN, 'the client is dropped')
    }
    if (verdict != 'allow') {
        throw new NbdException(verdict, "$command of $offset+$count is against the policy")
    }
}

def open(context, next) {
    [
        pread: { buf, offset ->
            check(context, 'read', offset, buf.remaining())
            next.pread(buf, offset)
        },
        pwrite: { buf, offset, flags ->
            check(context, 'write', offset, buf.remaining())
            next.pwrite(buf, offset, flags)
        },
        trim: { count, offset, flags ->
            check(context, 'trim', offset, count)
            next.trim(count, offset, flags)
        },
        zero: { count, offset, flags ->
            check(context, 'zero', offset, count)
            next.zero(count, offset, flags)
        },
        extents: { count, offset, flags -> next.extents(count, offset, flags) },
    ]
}
