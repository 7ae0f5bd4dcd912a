"""Prints every request and how long it took, and passes it on.

    nbdscript --filter=log.py memory 64M
"""
import time
from contextlib import contextmanager


@contextmanager
def logged(what, *values):
    what = what % values
    start = time.time()
    try:
        yield
    except Exception as error:
        print('%s failed: %s' % (what, error))
        raise
    finally:
        print('%s took %d ms' % (what, 1000 * (time.time() - start)))


def open(context, next):
    print('open %s by %s, %d bytes' % (context.export_name, context.peer.address, next.get_size()))


def close(next):
    print('close')


def pread(next, buf, offset):
    with logged('read %d+%d', offset, len(buf)):
        next.pread(buf, offset)


def pwrite(next, buf, offset, flags):
    with logged('write %d+%d', offset, len(buf)):
        next.pwrite(buf, offset, flags)


def flush(next):
    with logged('flush'):
        next.flush()


def trim(next, count, offset, flags):
    with logged('trim %d+%d', offset, count):
        next.trim(count, offset, flags)


def zero(next, count, offset, flags):
    with logged('zero %d+%d', offset, count):
        next.zero(count, offset, flags)


def extents(next, count, offset, flags):
    with logged('extents %d+%d', offset, count):
        return next.extents(count, offset, flags)


def cache(next, count, offset):
    with logged('cache %d+%d', offset, count):
        next.cache(count, offset)
