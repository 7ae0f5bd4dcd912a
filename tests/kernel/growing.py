"""A RAM disk that has twice the size once /run/grown exists, and says so when it is flushed."""
import os

import nbdscript

disk = bytearray(16 << 20)


def get_size():
    return len(disk) if os.path.exists('/run/grown') else len(disk) // 2


def pread(buf, offset):
    buf[:] = disk[offset:offset + len(buf)]


def pwrite(buf, offset):
    disk[offset:offset + len(buf)] = buf


def flush():
    nbdscript.size_changed()
