"""A disk on several others, as large as all together: chunk by chunk on one after another. They work at the same time.

    nbdscript stripe.py disk=memory:1G disk=memory:1G
"""
from java.util.concurrent import CompletableFuture

parameters = {
    'disk': dict(type='disk', required=True, repeatable=True, help='a leg'),
    'chunk': dict(type='size', default='64K', help='how many bytes lie together on a leg'),
}


def configure(params):
    global disks, chunk
    disks = params.disk
    chunk = params.chunk


def get_size():
    return min(disk.get_size() for disk in disks) // chunk * chunk * len(disks)


def pieces(offset, count):
    """The parts of a request: the leg, where on the leg, where in the request, and how long."""
    at = 0
    while at < count:
        number, within = divmod(offset + at, chunk)
        length = min(count - at, chunk - within)
        yield disks[number % len(disks)], number // len(disks) * chunk + within, at, length
        at += length


def pread(buf, offset):
    return CompletableFuture.allOf([
        disk.promises.pread(buf[at:at + length], place) for disk, place, at, length in pieces(offset, len(buf))])


def pwrite(buf, offset):
    return CompletableFuture.allOf([
        disk.promises.pwrite(buf[at:at + length], place) for disk, place, at, length in pieces(offset, len(buf))])


def flush():
    for disk in disks:
        if disk.can_flush():
            disk.flush()
