"""A disk in memory that does everything and says what it does."""
import errno
import nbdscript

parameters = {'size': dict(type='size', default='64K', magic=True)}

def configure(params):
    global disk
    disk = bytearray(params.size)

def get_size():
    return len(disk)

def pread(buf, offset):
    buf[:] = disk[offset:offset + len(buf)]

def pwrite(buf, offset, flags):
    if flags.fua:
        nbdscript.debug('pwrite fua')
    disk[offset:offset + len(buf)] = buf

def flush():
    nbdscript.debug('flush')

def trim(count, offset):
    nbdscript.debug('trim %d %d' % (offset, count))
    disk[offset:offset + count] = bytearray(count)

def zero(count, offset, flags):
    if flags.fast_zero:
        raise OSError(errno.EOPNOTSUPP, 'not fast')
    nbdscript.debug('zero %d %d mayTrim=%s' % (offset, count, 'true' if flags.may_trim else 'false'))
    disk[offset:offset + count] = bytearray(count)

def extents(count, offset):
    for at in range(offset - offset % 4096, offset + count, 4096):
        empty = not any(disk[at:at + 4096])
        yield at, 4096, 'hole,zero' if empty else 'data'

def cache(count, offset):
    nbdscript.debug('cache %d %d' % (offset, count))

def can_multi_conn(): return True
def can_fua(): return nbdscript.FUA_NATIVE
def can_fast_zero(): return True
def is_rotational(): return True
def block_size(): return (1, 4096, 65536)
