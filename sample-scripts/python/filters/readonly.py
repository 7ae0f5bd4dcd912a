"""Serves the disk read-only to clients that connect while a file exists, or to all.

    nbdscript --filter=readonly.py memory 64M lock=/tmp/maintenance
"""
import os.path

parameters = {'lock': dict(type='path', help='the file; without it all clients get the disk read-only')}


def configure(params):
    global lock
    lock = params.lock


def can_write(next):
    is_locked = lock is None or os.path.exists(lock)
    return not is_locked and next.can_write()
