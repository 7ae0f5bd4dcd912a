"""Shows all text in upper case; what is stored stays as it is. The smallest filter that changes data.

    nbdscript --filter=uppercase.py file notes.txt
"""


def pread(next, buf, offset):
    buf[:] = next.pread(len(buf), offset).upper()


def extents(next, count, offset, flags):
    """Zeroes stay zeroes: the holes below are holes here. Without this the filter would tell of none."""
    return next.extents(count, offset, flags)
