"""Allows a request, refuses it with an errno, or drops the client, as the rule below says. Change the rule.

    nbdscript --filter=policy.py memory 64M protect=1M trap=63M
"""
import errno

parameters = {
    'protect': dict(type='size', default='512', help='changes before this offset are refused with EPERM'),
    'trap': dict(type='size', help='a client that changes anything from this offset on is dropped'),
}


def configure(given):
    global params
    params = given


def rule(command, offset, count):
    """The rule: 'allow', 'drop', or an errno."""
    if command == 'read':
        return 'allow'
    if params.trap is not None and offset + count > params.trap:
        return 'drop'
    return errno.EPERM if offset < params.protect else 'allow'


class Checked(object):
    def __init__(self, context, next):
        self.context = context
        self.next = next

    def check(self, command, offset, count):
        verdict = rule(command, offset, count)
        if verdict == 'drop':
            self.context.disconnect(True)
            raise OSError(errno.ESHUTDOWN, 'the client is dropped')
        if verdict != 'allow':
            raise OSError(verdict, '%s of %d+%d is against the policy' % (command, offset, count))

    def pread(self, buf, offset):
        self.check('read', offset, len(buf))
        self.next.pread(buf, offset)

    def pwrite(self, buf, offset, flags):
        self.check('write', offset, len(buf))
        self.next.pwrite(buf, offset, flags)

    def trim(self, count, offset, flags):
        self.check('trim', offset, count)
        self.next.trim(count, offset, flags)

    def zero(self, count, offset, flags):
        self.check('zero', offset, count)
        self.next.zero(count, offset, flags)

    def extents(self, count, offset, flags):
        return self.next.extents(count, offset, flags)
