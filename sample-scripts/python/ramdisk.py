"""A RAM disk that forgets everything at exit."""
# All clients share it. Slices and the request's buffer are copied to one another as a whole, which is fast; a loop over
# the bytes would be a thousand times slower. A bytearray has at most 1.7 GiB; see sparse.py for more.
parameters = {'size': dict(type='size', required=True, magic=True, help='size of the disk')}


def configure(params):
    global disk, view
    disk = bytearray(params.size)
    view = memoryview(disk)  # whose slices are no copies, as a bytearray's are


def get_size():
    return len(disk)


def pread(buf, offset):
    buf[:] = view[offset:offset + len(buf)]


def pwrite(buf, offset):
    disk[offset:offset + len(buf)] = buf


def can_multi_conn():
    return True  # one disk for all: what one connection wrote, the others see
