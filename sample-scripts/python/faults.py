"""A RAM disk with faults: what an error in a script becomes at the client.

An OSError keeps its errno and text; nbdscript.Error is a short way to write one. Any other exception is EIO. The log
says the file and the line of each, once.

    offset   reading                      writing
     64K     EIO                          ENOSPC
    128K     ENOSPC
    192K     EPERM
    256K     an exception without errno
"""
import errno
import nbdscript

parameters = {'size': dict(type='size', default='1M', magic=True, help='size of the disk')}
K = 1024
BLOCK = 4096


def configure(params):
    global disk
    disk = bytearray(params.size)


def get_size():
    return len(disk)


def touches(buf, offset, fault):
    return offset < fault + BLOCK and fault < offset + len(buf)


def pread(buf, offset):
    if touches(buf, offset, 64 * K):
        raise OSError(errno.EIO, 'the block at 64K cannot be read')
    if touches(buf, offset, 128 * K):
        raise OSError(errno.ENOSPC, 'the block at 128K has no space, not even for reading')
    if touches(buf, offset, 192 * K):
        raise nbdscript.Error('EPERM', 'the block at 192K is not for you')
    if touches(buf, offset, 256 * K):
        raise ValueError('the block at 256K has a bug')
    buf[:] = disk[offset:offset + len(buf)]


def pwrite(buf, offset):
    if touches(buf, offset, 64 * K):
        raise nbdscript.Error(errno.ENOSPC, 'the block at 64K is full')
    disk[offset:offset + len(buf)] = buf
