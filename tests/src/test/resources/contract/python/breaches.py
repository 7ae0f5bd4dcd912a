"""Breaks the contract in what it returns."""
class Connection(object):
    def get_size(self): return 4096
    def pread(self, buf, offset):
        return [(offset, 512), (offset + 1024, len(buf) - 1024)]

    def extents(self, count, offset):
        return [(offset, 512, 'data'), (offset + 1024, 512, 'hole')]

def open(context): return Connection()
