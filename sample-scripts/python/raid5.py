"""A disk on several others, one of which may fail: a part of each holds the parity of the others.

    nbdscript raid5.py disk=nbd://one disk=nbd://two disk=nbd://three

A leg that fails is left out; what it had is computed from the others. Every second legs are looked at, and when it is
back, it is rebuilt while clients go on. What was written to which leg is known as long as the server runs only.
"""
import errno
import threading
import time
from java.math import BigInteger

parameters = {
    'disk': dict(type='disk', required=True, repeatable=True, help='a leg'),
    'chunk': dict(type='size', default='64K', help='how many bytes lie together on a leg'),
}

lock = threading.RLock()
running = True


class Leg(object):
    def __init__(self, number, disk):
        self.number = number
        self.disk = disk
        self.valid_rows = 0

    def open(self):
        self.disk.open()
        return self.disk.get_size()

    def fail(self, error):
        print('leg %d has failed: %s' % (self.number, error))
        self.valid_rows = 0
        try:
            self.disk.close()
        except Exception:
            pass


def configure(params):
    global legs, chunk
    if len(params.disk) < 3:
        raise ValueError('disk: expected three or more, got %d' % len(params.disk))
    legs = [Leg(number, disk) for number, disk in enumerate(params.disk)]
    chunk = params.chunk


def after_fork():
    global rows
    sizes = {}
    for leg in legs:
        try:
            sizes[leg] = leg.open()
        except Exception as error:
            leg.fail(error)
    if len(sizes) < len(legs) - 1:
        raise OSError(errno.EIO, 'more than one leg cannot be opened')
    rows = min(sizes.values()) // chunk
    for leg in sizes:
        leg.valid_rows = rows
    thread = threading.Thread(target=rebuild)
    thread.daemon = True
    thread.start()


def cleanup():
    global running
    running = False


def get_size():
    return rows * chunk * (len(legs) - 1)


def xor(blocks):
    """An exclusive or of whole numbers is one step for all bytes, where a loop would be one for each."""
    total = BigInteger(1, '\x00' + str(blocks[0]))
    for block in blocks[1:]:
        total = BigInteger.xor(total, BigInteger(1, '\x00' + str(block)))
    return bytearray.fromhex('%0*x' % (2 * len(blocks[0]), total))


class Failed(Exception):
    """A leg has failed: what was going on is done again without it."""


def access(leg, call, *arguments):
    try:
        return call(*arguments)
    except Exception as error:
        leg.fail(error)
        raise Failed()


def read_others(row, at, count, *without):
    """What the legs have in a row, apart from some."""
    used = [leg for leg in legs if leg not in without]
    if any(row >= leg.valid_rows for leg in used):
        raise OSError(errno.EIO, 'more than one leg has failed')
    return [access(leg, leg.disk.pread, count, row * chunk + at) for leg in used]


def locate(offset):
    """The row, the leg of the data, the leg of the parity, and where in the chunk."""
    number, at = divmod(offset, chunk)
    row, column = divmod(number, len(legs) - 1)
    parity = row % len(legs)
    return row, legs[(parity + 1 + column) % len(legs)], legs[parity], at


def persist(step, *arguments):
    with lock:
        while True:
            try:
                return step(*arguments)
            except Failed:
                pass


def read_piece(offset, count):
    row, data, parity, at = locate(offset)
    if row < data.valid_rows:
        return access(data, data.disk.pread, count, row * chunk + at)
    return xor(read_others(row, at, count, data))


def mixed_parity(row, data, parity, at, block):
    """The parity of a row after a write to one of its data legs."""
    if row >= data.valid_rows:
        return xor(read_others(row, at, len(block), data, parity) + [block])
    place = row * chunk + at
    old = access(data, data.disk.pread, len(block), place)
    return xor([old, access(parity, parity.disk.pread, len(block), place), block])


def write_piece(offset, block):
    row, data, parity, at = locate(offset)
    place = row * chunk + at
    if row < parity.valid_rows:
        access(parity, parity.disk.pwrite, mixed_parity(row, data, parity, at, block), place)
    elif row >= data.valid_rows:
        raise OSError(errno.EIO, 'more than one leg has failed')
    if row < data.valid_rows:
        access(data, data.disk.pwrite, block, place)


def pieces(offset, count):
    """The parts of a request, each within a chunk."""
    end = offset + count
    while offset < end:
        length = min(end - offset, chunk - offset % chunk)
        yield offset, length
        offset += length


def pread(buf, offset):
    for start, length in pieces(offset, len(buf)):
        buf[start - offset:start - offset + length] = persist(read_piece, start, length)


def pwrite(buf, offset):
    for start, length in pieces(offset, len(buf)):
        persist(write_piece, start, bytearray(buf[start - offset:start - offset + length]))


def flush_all():
    for leg in legs:
        if leg.valid_rows:
            access(leg, leg.disk.flush)


def flush():
    persist(flush_all)


def rebuild():
    while running:
        time.sleep(1)
        for leg in legs:
            if leg.valid_rows < rows:
                try:
                    rebuild_leg(leg)
                except Exception:
                    pass  # it is not back yet, or has failed again
            else:
                persist(look_at, leg)


def look_at(leg):
    if leg.valid_rows:
        access(leg, leg.disk.pread, 512, 0)


def rebuild_leg(leg):
    with lock:
        if leg.open() < rows * chunk:
            leg.fail('it has become too small')
            return
    print('leg %d is back' % leg.number)
    for row in range(rows):
        persist(rebuild_row, leg, row)
    print('leg %d is rebuilt' % leg.number)


def rebuild_row(leg, row):
    if leg.valid_rows != row:
        raise OSError(errno.EIO, 'it has failed again')
    access(leg, leg.disk.pwrite, xor(read_others(row, 0, chunk, leg)), row * chunk)
    leg.valid_rows = row + 1
