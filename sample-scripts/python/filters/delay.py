"""Makes reads and writes take longer; other requests go on meanwhile.

    nbdscript --filter=delay.py memory 64M delay=100ms
"""
parameters = {'delay': dict(type='duration', default='100ms', help='how much longer')}


def configure(params):
    global seconds
    seconds = params.delay


def thread_model(): return 'parallel'


class Delayed(object):
    def __init__(self, context, next):
        self.sleep = context.sleep
        self.next = next

    def pread(self, buf, offset):
        self.sleep(seconds)
        self.next.pread(buf, offset)

    def pwrite(self, buf, offset, flags):
        self.sleep(seconds)
        self.next.pwrite(buf, offset, flags)

    def zero(self, count, offset, flags): self.next.zero(count, offset, flags)
    def trim(self, count, offset, flags): self.next.trim(count, offset, flags)
    def extents(self, count, offset, flags): return self.next.extents(count, offset, flags)
