/**
 * Allows a request, refuses it with an errno, or drops the client, as the rule below says. Change the rule.
 *
 *     nbdscript --filter=policy.js memory 64M protect=1M trap=63M
 */
export const parameters = {
    protect: { type: 'size', default: '512', help: 'changes before this offset are refused with EPERM' },
    trap: { type: 'size', help: 'a client that changes anything from this offset on is dropped' },
};

let params;

export function configure(given) { params = given; }

/** The rule: 'allow', 'drop', or the name of an errno. */
function rule(command, offset, count) {
    if (command === 'read') {
        return 'allow';
    }
    if (params.trap !== undefined && offset + count > params.trap) {
        return 'drop';
    }
    return offset < params.protect ? 'EPERM' : 'allow';
}

export function open(context, next) {
    function check(command, offset, count) {
        const verdict = rule(command, offset, count);
        if (verdict === 'drop') {
            context.disconnect(true);
            nbdscript.fail('ESHUTDOWN', 'the client is dropped');
        } else if (verdict !== 'allow') {
            nbdscript.fail(verdict, `${command} of ${offset}+${count} is against the policy`);
        }
    }
    return {
        pread(buf, offset) {
            check('read', offset, buf.length);
            next.pread(buf, offset);
        },
        pwrite(buf, offset, flags) {
            check('write', offset, buf.length);
            next.pwrite(buf, offset, flags);
        },
        trim(count, offset, flags) {
            check('trim', offset, count);
            next.trim(count, offset, flags);
        },
        zero(count, offset, flags) {
            check('zero', offset, count);
            next.zero(count, offset, flags);
        },
        extents(count, offset, flags) { return next.extents(count, offset, flags); },
    };
}
