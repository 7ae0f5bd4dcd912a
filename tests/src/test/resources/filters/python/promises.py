"""Does all by promises of what lies below; what fails there with EAGAIN reads as question marks."""
import errno


class Promising(object):
    def __init__(self, below):
        self.below = below

    def get_size(self): return self.below.get_size()
    def block_size(self): return self.below.block_size()
    def can_write(self): return self.below.can_write()
    def can_extents(self): return self.below.can_extents()
    def can_cache(self): return self.below.can_cache()

    def pread(self, buf, offset):
        middle = len(buf) // 2

        def rest(_):
            return self.below.pread(buf[middle:], offset + middle)

        def recover(failure):
            if failure.errno().number() != errno.EAGAIN:
                raise failure
            buf[:] = '?' * len(buf)

        whole = self.below.pread(buf[:middle], offset).thenCompose(rest) if middle else rest(None)
        return whole.thenApply(lambda _: None).exceptionally(recover)

    def pwrite(self, buf, offset, flags):
        own = bytearray(buf)
        written = self.below.pwrite(own, offset, flags)
        own[:] = bytearray(len(own))  # what is to be written is taken when the call is made
        return written

    def flush(self, flags): return self.below.flush(flags)
    def trim(self, count, offset, flags): return self.below.trim(count, offset, flags)
    def zero(self, count, offset, flags): return self.below.zero(count, offset, flags)
    def extents(self, count, offset, flags): return self.below.extents(count, offset, flags)
    def cache(self, count, offset, flags): return self.below.cache(count, offset, flags)


def open(context, next):
    return Promising(next.promises)
