"""The RAM disk for nbdkit's python plugin, written in the obvious way, as ours in sample-scripts is."""

import nbdkit

API_VERSION = 2

disk = bytearray()
view = memoryview(disk)


def config(key, value):
    global disk, view
    if key != "size":
        raise RuntimeError("unknown parameter " + key)
    disk = bytearray(nbdkit.parse_size(value))
    view = memoryview(disk)


def open(readonly):
    return 1


def get_size(h):
    return len(disk)


def pread(h, buf, offset, flags):
    buf[:] = view[offset : offset + len(buf)]


def pwrite(h, buf, offset, flags):
    disk[offset : offset + len(buf)] = buf


def flush(h, flags):
    pass
