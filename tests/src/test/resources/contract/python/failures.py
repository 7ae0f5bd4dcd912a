"""Fails in another way at each 512 bytes."""
import errno, nbdscript
def get_size(): return 8192
def pread(buf, offset):
    if offset == 0: raise OSError(errno.ENOSPC, 'the disk is full') # line 5
    if offset == 512:
        None.nothing() # line 7
    if offset == 1024:
        raise nbdscript.Error(errno.EPERM, 'not allowed') # line 9
    if offset == 1536:
        return bytearray(511)
    if offset == 2048:
        return pread(buf, offset)
    if offset == 2560:
        return [(2560, 100), (2700, 372)]
    if offset == 3072:
        return 42
