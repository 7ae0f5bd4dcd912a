"""Remembers what was written since the server started, and tells it as a metadata context of its own.

    nbdscript --filter=dirty.py file disk.img
    nbdinfo --map=x-dirty:changed nbd://localhost

A backup that reads only what is marked with 1 there is an incremental one.
"""
import threading

parameters = {'block': dict(type='size', default='64K', help='how many bytes have one mark')}
CONTEXT = 'x-dirty:changed'

lock = threading.Lock()
changed = set()


def configure(params):
    global block
    block = params.block


def mark(offset, count):
    with lock:
        changed.update(range(offset // block, (offset + count - 1) // block + 1))


def meta_contexts(next):
    return next.meta_contexts() + [CONTEXT]


def block_status(next, context, count, offset, flags):
    if context != CONTEXT:
        return next.block_status(context, count, offset, flags)
    with lock:
        marks = [number in changed for number in range(offset // block, (offset + count - 1) // block + 1)]
    return [(offset // block * block + i * block, block, int(mark)) for i, mark in enumerate(marks)]


def pwrite(next, buf, offset, flags):
    mark(offset, len(buf))
    next.pwrite(buf, offset, flags)


def zero(next, count, offset, flags):
    mark(offset, count)
    next.zero(count, offset, flags)


def trim(next, count, offset, flags):
    mark(offset, count)
    next.trim(count, offset, flags)
