"""A RAM disk of any size that stores only what was written.

The disk is a dict of pages: what is not in it is a hole. `extents` tells clients where the holes are.
"""
import nbdscript

parameters = {'size': dict(type='size', required=True, magic=True, help='size of the disk')}
PAGE = 64 * 1024
pages = {}
HOLE = nbdscript.EXTENT_HOLE | nbdscript.EXTENT_ZERO


def configure(params):
    global size
    size = params.size


def get_size():
    return size


def pieces(count, offset):
    """Cuts a range at the borders of pages: the page, where in the page, where in the range, how much."""
    done = 0
    while done < count:
        number, start = divmod(offset + done, PAGE)
        length = min(PAGE - start, count - done)
        yield number, int(start), done, length
        done += length


def pread(buf, offset):
    # The buffer comes as zeroes, so a hole needs no work.
    for number, start, at, length in pieces(len(buf), offset):
        if number in pages:
            buf[at:at + length] = pages[number][start:start + length]


def pwrite(buf, offset):
    for number, start, at, length in pieces(len(buf), offset):
        if number not in pages:
            pages[number] = bytearray(PAGE)
        pages[number][start:start + length] = buf[at:at + length]


def zero(count, offset):
    for number, start, _, length in pieces(count, offset):
        if length == PAGE:
            pages.pop(number, None)
        elif number in pages:
            pages[number][start:start + length] = bytearray(length)


trim = zero


def extents(count, offset):
    for number, start, at, length in pieces(count, offset):
        yield offset + at, length, 0 if number in pages else HOLE
