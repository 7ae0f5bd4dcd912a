"""A RAM disk of any size that stores only what was written: pages in a dict. `extents` tells where the holes are."""
import nbdscript
parameters = {'size': dict(type='size', required=True, magic=True, help='size of the disk')}
PAGE = 64 * 1024
pages = {}
HOLE = nbdscript.EXTENT_HOLE | nbdscript.EXTENT_ZERO

def configure(params):
    global size
    size = params.size
def get_size(): return size
def can_multi_conn(): return True

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

def stored(count, offset):
    """The stored pages that a range touches: looks through the range or through the dict, whichever has fewer."""
    first, last = offset // PAGE, (offset + count - 1) // PAGE
    if last - first < len(pages):
        return [first + i for i in xrange(last - first + 1) if first + i in pages]
    return sorted(number for number in pages if first <= number <= last)

def zero(count, offset):
    for number in stored(count, offset):
        start, end = max(offset - number * PAGE, 0), min(offset + count - number * PAGE, PAGE)
        if end - start == PAGE:
            del pages[number]
        else:
            pages[number][start:end] = bytearray(int(end - start))

trim = zero
def extents(count, offset):
    at = offset
    for number in stored(count, offset):
        start, end = max(number * PAGE, offset), min((number + 1) * PAGE, offset + count)
        if start > at:
            yield at, start - at, HOLE
        yield start, end - start, 0
        at = end
    if at < offset + count:
        yield at, offset + count - at, HOLE
